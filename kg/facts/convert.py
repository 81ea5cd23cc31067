"""From nodes of a facts file to typed records, with every fault of a record at its own place.

msgspec checks a whole record fast but reports only its first fault; so a record that fails is
checked again value by value, and each fault is put where it stands in the file.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta, inspect

from kg.errors import Fault, Faults, nearest
from kg.facts.yamltext import Mapping, Node, Scalar, Sequence

T = TypeVar("T")


def plain(node: Node) -> Any:
    """The node as str, list and dict."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, (_, value) in node.entries.items()}


def convert(node: Node, type_: type[T], file: str, faults: Faults) -> T | None:
    """`node` as a `type_`, or None after noting all that is wrong with it."""
    try:
        return msgspec.convert(plain(node), type_, strict=False)
    except msgspec.ValidationError as error:
        before = faults.count
        _Explanation(file, faults).check(node, inspect.type_info(type_))
        if faults.count == before:  # msgspec refused what the explanation let pass: never swallow it
            faults.add(Fault(file, node.line, node.column, str(error), "see the JSON Schema of this file"))
        return None


class _Explanation:
    def __init__(self, file: str, faults: Faults) -> None:
        self.file = file
        self.faults = faults

    def fault(self, node: Node, what: str, mend: str) -> None:
        self.faults.add(Fault(self.file, node.line, node.column, what, mend))

    def check(self, node: Node, type_: inspect.Type) -> None:
        if isinstance(node, Scalar) and not node.text.strip():
            self.fault(node, "is empty", "write a value, or leave the key out")
            return
        bare, expected = _bare(type_)
        if isinstance(bare, inspect.UnionType):
            bare, expected = _bare(_member(node, bare))
        match bare:
            case inspect.StructType():
                self.struct(node, bare)
            case inspect.DictType():
                self.dict(node, bare)
            case inspect.ListType() | inspect.VarTupleType():
                self.list(node, bare)
            case _:
                self.leaf(node, bare, expected)

    def struct(self, node: Node, type_: inspect.StructType) -> None:
        if not isinstance(node, Mapping):
            self.fault(node, "is not a mapping", f"write keys: {', '.join(f.encode_name for f in type_.fields)}")
            return
        fields = {field.encode_name: field for field in type_.fields}
        for name, (key, value) in node.entries.items():
            if name in fields:
                self.check(value, fields[name].type)
            else:
                self.unknown(key, fields)
        for name, field in fields.items():
            if field.required and name not in node.entries:
                self.fault(node, f"lacks the key {name!r}", f"add '{name}:'")

    def unknown(self, key: Scalar, fields: dict[str, Any]) -> None:
        near = nearest(key.text, fields)
        mend = f"did you mean {near!r}?" if near else f"known here: {', '.join(fields)}"
        self.fault(key, f"unknown key {key.text!r}", mend)

    def dict(self, node: Node, type_: inspect.DictType) -> None:
        if not isinstance(node, Mapping):
            self.fault(node, "is not a mapping", "write 'key: value' lines here")
            return
        for key, value in node.entries.values():
            self.check(key, type_.key_type)
            self.check(value, type_.value_type)

    def list(self, node: Node, type_: inspect.ListType | inspect.VarTupleType) -> None:
        if not isinstance(node, Sequence):
            self.fault(node, "is not a list", "write [first, second]")
            return
        for item in node.items:
            self.check(item, type_.item_type)

    def leaf(self, node: Node, type_: inspect.Type, expected: str) -> None:
        if not isinstance(node, Scalar):
            self.fault(node, "is a list or mapping where one value belongs", f"write {expected or 'one value'}")
            return
        try:
            msgspec.convert(node.text, _python_type(type_), strict=False)
        except msgspec.ValidationError:
            if isinstance(type_, inspect.LiteralType):
                known = [str(value) for value in type_.values if value]
                near = nearest(node.text, known)
                mend = f"did you mean {near!r}?" if near else f"write one of {', '.join(known)}"
            else:
                wanted = expected or ("true or false" if isinstance(type_, inspect.BoolType) else "another value")
                mend = f"write {wanted}"
            self.fault(node, f"{node.text[:80]!r} does not fit here", mend)


def _bare(type_: inspect.Type) -> tuple[inspect.Type, str]:
    """The type without its metadata, and the description that the metadata gave."""
    if isinstance(type_, inspect.Metadata):
        return type_.type, (type_.extra_json_schema or {}).get("description", "")
    return type_, ""


_MEANT_FOR: dict[type, tuple[type[inspect.Type], ...]] = {
    Mapping: (inspect.StructType, inspect.DictType),
    Sequence: (inspect.ListType, inspect.VarTupleType),
    Scalar: (inspect.StrType, inspect.LiteralType, inspect.IntType, inspect.BoolType),
}


def _member(node: Node, union: inspect.UnionType) -> inspect.Type:
    """The member of the union that a node of this shape was meant for."""
    fitting = (member for member in union.types if isinstance(_bare(member)[0], _MEANT_FOR[type(node)]))
    return next(fitting, union.types[0])


def _python_type(type_: inspect.Type) -> Any:
    """The leaf type, with its constraints, in the form that `msgspec.convert` takes."""
    match type_:
        case inspect.LiteralType():
            return Literal[type_.values]
        case inspect.StrType():
            constraints = Meta(pattern=type_.pattern, min_length=type_.min_length, max_length=type_.max_length)
            return Annotated[str, constraints]
        case inspect.IntType():
            return Annotated[int, Meta(ge=type_.ge, le=type_.le)]
        case inspect.BoolType():
            return bool
    return str
