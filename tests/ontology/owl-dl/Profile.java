import java.io.File;

import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.io.FileDocumentSource;
import org.semanticweb.owlapi.model.IRI;
import org.semanticweb.owlapi.model.MissingImportHandlingStrategy;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.model.OWLOntologyLoaderConfiguration;
import org.semanticweb.owlapi.model.OWLOntologyManager;
import org.semanticweb.owlapi.model.parameters.Imports;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.profiles.OWLProfileViolation;
import org.semanticweb.owlapi.util.SimpleIRIMapper;

/**
 * Prints where an ontology and what it imports leave the OWL 2 DL profile.
 *
 * <p>Arguments: the file to check, then one IRI=FILE for each ontology that may be imported. An import without a
 * file is an error, never a download. Lines printed: {@code classes N}, {@code object-properties N} and
 * {@code data-properties N}, which show that the declarations were read as meant, then {@code violation TEXT} each.
 */
public final class Profile {
    public static void main(String[] args) throws Exception {
        OWLOntologyManager manager = OWLManager.createOWLOntologyManager();
        for (int i = 1; i < args.length; i++) {
            int split = args[i].indexOf('=');
            manager.getIRIMappers().add(new SimpleIRIMapper(
                IRI.create(args[i].substring(0, split)), IRI.create(new File(args[i].substring(split + 1)))));
        }
        OWLOntologyLoaderConfiguration strict = new OWLOntologyLoaderConfiguration()
            .setMissingImportHandlingStrategy(MissingImportHandlingStrategy.THROW_EXCEPTION)
            .setFollowRedirects(false);
        OWLOntology ontology =
            manager.loadOntologyFromOntologyDocument(new FileDocumentSource(new File(args[0])), strict);
        System.out.println("classes " + ontology.classesInSignature(Imports.INCLUDED).count());
        System.out.println("object-properties " + ontology.objectPropertiesInSignature(Imports.INCLUDED).count());
        System.out.println("data-properties " + ontology.dataPropertiesInSignature(Imports.INCLUDED).count());
        for (OWLProfileViolation violation : new OWL2DLProfile().checkOntology(ontology).getViolations()) {
            System.out.println("violation " + violation.toString().replace('\n', ' '));
        }
    }
}
