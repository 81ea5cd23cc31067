// Validate files by an XML Schema: SCHEMA FILE..., and print what is wrong, a line a file.
import java.io.File;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.xml.sax.SAXException;

public class Validate {
    public static void main(String[] arguments) throws Exception {
        Schema schema =
            SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI).newSchema(new File(arguments[0]));
        for (int at = 1; at < arguments.length; at++) {
            File file = new File(arguments[at]);
            try {
                schema.newValidator().validate(new StreamSource(file));
            } catch (SAXException error) {
                System.out.println(file.getName() + ": " + error.getMessage());
            }
        }
    }
}
