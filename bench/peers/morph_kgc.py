"""morph-kgc: an RML mapping over the table, by its command line with its default settings.

RML has no word for a part of a cell, and morph-kgc mixes up columns called `subject` and `object` with its
own: what needs the date or those columns reads the table through a view in SQL, which morph-kgc offers for this.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import morph_kgc  # type: ignore[import-not-found, unused-ignore] # noqa: F401 - in the environment of this peer alone

from bench.peers import run
from bench.peers.mapping import GRAPH, NODES, WORDING, Iri, Text

_PREFIXES = """\
@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
"""


def _term(value: Iri | Text) -> str:
    """The object map of a value."""
    template = value.template
    if "{" not in template:
        made = [f"rr:constant <{template}>" if isinstance(value, Iri) else f'rr:constant "{template}"']
    elif template.count("{") == 1 and template[0] + template[-1] == "{}":
        made = [f'rml:reference "{template[1:-1]}"']
    else:
        made = [f'rr:template "{template}"']
    made.append("rr:termType " + ("rr:IRI" if isinstance(value, Iri) else "rr:Literal"))
    if isinstance(value, Text) and value.lang:
        made.append(f'rr:language "{value.lang}"')
    if isinstance(value, Text) and value.datatype:
        made.append(f"rr:datatype <{value.datatype}>")
    return f"rr:objectMap [ {' ; '.join(made)} ]"


_VIEW = {"day": f"substr(time, {len(WORDING) + 1})", "subject": "subject", "object": "object"}


def mapping(table: Path) -> str:
    """The mapping as RML in Turtle."""
    columns = "".join(f", {column} AS viewed_{name}" for name, column in _VIEW.items())
    query = f"SELECT id{columns} FROM read_csv('{table}', header = true, all_varchar = true)"  # noqa: S608
    sources = {"table": f'rml:source "{table}"', "view": f'rml:query """{query}"""'}
    written = [_PREFIXES]
    for number, node in enumerate(NODES):
        maps: dict[str, list[str]] = {name: [] for name in sources}
        for predicate, value in node.properties:
            template = value.template
            for column in _VIEW:
                template = template.replace(f"{{{column}}}", f"{{viewed_{column}}}")
            source = "table" if template == value.template else "view"
            term = _term(value._replace(template=template))
            maps[source].append(f"rr:predicateObjectMap [ rr:predicate <{predicate}> ; {term} ]")
        subject = f'rr:template "{node.subject}"' if "{" in node.subject else f"rr:constant <{node.subject}>"
        written += [
            f"<urn:bench:{name}{number}> a rr:TriplesMap ;\n"
            f"  rml:logicalSource [ {sources[name]} ; rml:referenceFormulation ql:CSV ] ;\n"
            f"  rr:subjectMap [ {subject} ; rr:termType rr:IRI ; rr:graph <{GRAPH}> ] ;\n  "
            + " ;\n  ".join(properties)
            + " .\n"
            for name, properties in maps.items()
            if properties
        ]
    return "\n".join(written)


def write(table: Path, target: Path) -> None:
    """Write the quads of the table."""
    rml, settings = target.with_suffix(".rml.ttl"), target.with_suffix(".ini")
    rml.write_text(mapping(table.resolve()), encoding="utf-8")
    lines = ("[CONFIGURATION]", f"output_file: {target}", "output_format: N-QUADS", "logging_level: ERROR")
    settings.write_text(
        "\n".join((*lines, "safe_percent_encoding: /", "[table]", f"mappings: {rml}", "")), encoding="utf-8"
    )
    sys.argv[1:] = [str(settings)]
    runpy.run_module("morph_kgc", run_name="__main__")


if __name__ == "__main__":
    run(write)
