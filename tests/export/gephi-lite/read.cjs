// Read files as Gephi Lite does, and print of each what came of it, a line of JSON a file.
const { readFileSync } = require("fs");
const Graph = require("graphology");
const gexf = require("graphology-gexf");

for (const file of process.argv.slice(2)) {
  const options = { allowUndeclaredAttributes: true, addMissingNodes: true };
  const graph = gexf.parse(Graph, readFileSync(file, "utf8"), options);
  const first = (keys) => (keys.length ? keys[0] : null);
  const node = first(graph.nodes());
  const edge = first(graph.edges());
  console.log(
    JSON.stringify({
      order: graph.order,
      size: graph.size,
      node: node === null ? null : graph.getNodeAttributes(node),
      edge: edge === null ? null : graph.getEdgeAttributes(edge),
    }),
  );
}
