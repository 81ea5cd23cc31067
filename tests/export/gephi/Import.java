// Import graph files as Gephi does, and print what came of each: FILE... , then optionally "--png FILE OUT".
import java.awt.Font;
import java.io.File;
import java.util.Arrays;
import org.gephi.graph.api.Edge;
import org.gephi.graph.api.Graph;
import org.gephi.graph.api.GraphController;
import org.gephi.graph.api.GraphModel;
import org.gephi.graph.api.Interval;
import org.gephi.graph.api.Node;
import org.gephi.graph.api.types.IntervalSet;
import org.gephi.io.exporter.api.ExportController;
import org.gephi.io.exporter.preview.PNGExporter;
import org.gephi.io.importer.api.Container;
import org.gephi.io.importer.api.EdgeMergeStrategy;
import org.gephi.io.importer.api.ImportController;
import org.gephi.io.importer.api.Issue;
import org.gephi.io.processor.plugin.DefaultProcessor;
import org.gephi.preview.api.PreviewController;
import org.gephi.preview.api.PreviewModel;
import org.gephi.preview.api.PreviewProperty;
import org.gephi.project.api.ProjectController;
import org.gephi.project.api.Workspace;
import org.openide.util.Lookup;

public class Import {
    private static final ProjectController projects = Lookup.getDefault().lookup(ProjectController.class);
    private static final ImportController imports = Lookup.getDefault().lookup(ImportController.class);

    public static void main(String[] arguments) throws Exception {
        projects.newProject();
        int drawn = Arrays.asList(arguments).indexOf("--png");
        for (String name : Arrays.copyOf(arguments, drawn < 0 ? arguments.length : drawn)) {
            System.out.println("file " + name);
            tell(model(name, true));
            System.out.println("merged " + model(name, false).getGraph().getEdgeCount());
        }
        if (drawn >= 0) {
            draw(arguments[drawn + 1], arguments[drawn + 2]);
        }
    }

    /** A file in a workspace of its own; parallel edges of one kind are kept, or made one, as the dialog offers. */
    private static GraphModel model(String name, boolean parallel) throws Exception {
        Workspace workspace = projects.newWorkspace(projects.getCurrentProject());
        projects.openWorkspace(workspace);
        Container container = imports.importFile(new File(name));
        container.getLoader().setAutoScale(false);
        container.getLoader().setEdgesMergeStrategy(
            parallel ? EdgeMergeStrategy.NO_MERGE : EdgeMergeStrategy.SUM);
        imports.process(container, new DefaultProcessor(), workspace);
        for (java.util.Iterator<Issue> all = container.getReport().getIssues(10000); all.hasNext(); ) {
            Issue issue = all.next();
            if (parallel) {
                System.out.println("issue " + issue.getLevel() + " " + issue.getMessage());
            }
        }
        return Lookup.getDefault().lookup(GraphController.class).getGraphModel(workspace);
    }

    private static void tell(GraphModel model) {
        Graph graph = model.getGraph();
        int dynamic = 0, placed = 0, kinds = model.getEdgeTypeCount();
        double low = Double.POSITIVE_INFINITY, high = Double.NEGATIVE_INFINITY, weight = 0;
        for (Node node : graph.getNodes()) {
            dynamic += intervals(node.getAttribute("timeset"));
            placed += node.getAttribute("latitude") instanceof Double ? 1 : 0;
        }
        for (Edge edge : graph.getEdges()) {
            Object times = edge.getAttribute("timeset");
            dynamic += intervals(times);
            weight += edge.getWeight();
            if (times instanceof IntervalSet) {
                for (Interval interval : ((IntervalSet) times).toArray()) {
                    low = Math.min(low, interval.getLow());
                    high = Math.max(high, interval.getHigh());
                }
            }
        }
        System.out.println("nodes " + graph.getNodeCount());
        System.out.println("edges " + graph.getEdgeCount());
        System.out.println("kinds " + kinds);
        System.out.println("weight " + weight);
        System.out.println("intervals " + dynamic);
        System.out.println("latitudes " + placed);
        System.out.println("low " + low);
        System.out.println("high " + high);
        System.out.println("labels " + labels(graph));
    }

    private static int intervals(Object times) {
        return times instanceof IntervalSet ? ((IntervalSet) times).size() : 0;
    }

    private static int labels(Graph graph) {
        int found = 0;
        for (Node node : graph.getNodes()) {
            found += node.getLabel() != null && !node.getLabel().isEmpty() ? 1 : 0;
        }
        return found;
    }

    private static void draw(String name, String out) throws Exception {
        model(name, true);
        PreviewModel preview = Lookup.getDefault().lookup(PreviewController.class).getModel();
        preview.getProperties().putValue(PreviewProperty.SHOW_NODE_LABELS, true);
        preview.getProperties().putValue(PreviewProperty.NODE_LABEL_FONT, new Font("SansSerif", Font.PLAIN, 5));
        preview.getProperties().putValue(PreviewProperty.NODE_LABEL_PROPORTIONAL_SIZE, false);
        preview.getProperties().putValue(PreviewProperty.EDGE_CURVED, false);
        preview.getProperties().putValue(PreviewProperty.EDGE_OPACITY, 90f);
        preview.getProperties().putValue(PreviewProperty.EDGE_THICKNESS, 0.5f);
        preview.getProperties().putValue(PreviewProperty.NODE_BORDER_WIDTH, 0f);
        Lookup.getDefault().lookup(PreviewController.class).refreshPreview();
        PNGExporter png = new PNGExporter();
        png.setWidth(1200);
        png.setHeight(900);
        Lookup.getDefault().lookup(ExportController.class).exportFile(new File(out), png);
    }
}
