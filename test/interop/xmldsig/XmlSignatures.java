import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.dom.DOMStructure;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLObject;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * A second opinion on XML signatures, by the library that comes with Java.
 *
 * verify CERT FILE...            a line for each file: valid, invalid, or the exception
 * sign CERT KEY TEXT DIR         documents in every form, signed by Java, into DIR
 */
public class XmlSignatures {
  static final XMLSignatureFactory FACTORY = XMLSignatureFactory.getInstance("DOM");
  static final String MORE = "http://www.w3.org/2001/04/xmldsig-more#";

  public static void main(String[] args) throws Exception {
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(Path.of(args[1]))));
    if (args[0].equals("verify")) {
      for (int i = 2; i < args.length; i++) System.out.println(verify(certificate, args[i]));
    } else {
      sign(certificate, args);
    }
  }

  static Document parse(byte[] octets) throws Exception {
    DocumentBuilderFactory builders = DocumentBuilderFactory.newInstance();
    builders.setNamespaceAware(true);
    Document document = builders.newDocumentBuilder().parse(new ByteArrayInputStream(octets));
    NodeList all = document.getElementsByTagNameNS("*", "*");
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      if (element.hasAttribute("Id")) element.setIdAttribute("Id", true);
    }
    return document;
  }

  static String verify(X509Certificate certificate, String file) {
    try {
      Document document = parse(Files.readAllBytes(Path.of(file)));
      NodeList found = document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature");
      DOMValidateContext context =
          new DOMValidateContext(
              KeySelector.singletonKeySelector(certificate.getPublicKey()), found.item(0));
      return FACTORY.unmarshalXMLSignature(context).validate(context) ? "valid" : "invalid";
    } catch (Exception thrown) {
      return thrown.toString();
    }
  }

  static void sign(X509Certificate certificate, String[] args) throws Exception {
    RSAPrivateKey key =
        (RSAPrivateKey)
            KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(Path.of(args[2]))));
    String text = Base64.getMimeEncoder().encodeToString(Files.readAllBytes(Path.of(args[3])));
    for (String form : List.of("enveloped", "enveloping", "beside", "prefixed")) {
      for (String canonical :
          List.of(CanonicalizationMethod.INCLUSIVE, CanonicalizationMethod.EXCLUSIVE)) {
        for (String digest : List.of("sha256", "sha384", "sha512")) {
          boolean isInclusive = canonical.equals(CanonicalizationMethod.INCLUSIVE);
          File out = new File(args[4], form + (isInclusive ? "-" : "-exclusive-") + digest + ".xml");
          write(signed(new Job(certificate, key, text, form, canonical, digest)), out);
        }
      }
    }
  }

  record Job(
      X509Certificate certificate,
      RSAPrivateKey key,
      String text,
      String form,
      String canonical,
      String digest) {}

  static Document documentOf(Job job) throws Exception {
    String text = job.text();
    String xml =
        switch (job.form()) {
          case "enveloped" -> "<doc xmlns='urn:x:doc' b='2' a='1&#10;'>" + text + "</doc>";
          case "beside" ->
              "<d:doc xmlns:d='urn:x:doc' xmlns:u='urn:x:unused'><d:t Id='t'>" + text + "</d:t></d:doc>";
          case "prefixed" ->
              "<doc xmlns='urn:x:doc' xmlns:u='urn:x:u'><u:t Id='t' u:version='1' version='&lt;&quot;&#9;'>"
                  + "<inner xmlns=''>" + text + "</inner></u:t></doc>";
          default -> "<doc/>";
        };
    return parse(xml.replace(" b='2' a='1&#10;'", " version='1&#10;' Encoding='x'").getBytes("UTF-8"));
  }

  static Document signed(Job job) throws Exception {
    boolean isEnveloping = job.form().equals("enveloping");
    boolean isEnveloped = job.form().equals("enveloped");
    Document document = documentOf(job);
    List<Transform> transforms = new ArrayList<>();
    if (isEnveloped) {
      transforms.add(FACTORY.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null));
    }
    transforms.add(FACTORY.newTransform(job.canonical(), (TransformParameterSpec) null));
    String digestMethod =
        job.digest().equals("sha384")
            ? MORE + "sha384"
            : "http://www.w3.org/2001/04/xmlenc#" + job.digest();
    DigestMethod method = FACTORY.newDigestMethod(digestMethod, null);
    Reference reference =
        FACTORY.newReference(isEnveloped ? "" : "#t", method, transforms, null, null);
    SignedInfo info =
        FACTORY.newSignedInfo(
            FACTORY.newCanonicalizationMethod(job.canonical(), (C14NMethodParameterSpec) null),
            FACTORY.newSignatureMethod(MORE + "rsa-" + job.digest(), null),
            List.of(reference));
    KeyInfoFactory keys = FACTORY.getKeyInfoFactory();
    KeyInfo keyInfo = keys.newKeyInfo(List.of(keys.newX509Data(List.of(job.certificate()))));
    List<XMLObject> objects = new ArrayList<>();
    if (isEnveloping) {
      document = parse("<doc/>".getBytes("UTF-8"));
      DOMStructure content = new DOMStructure(document.createTextNode(job.text()));
      objects.add(FACTORY.newXMLObject(List.of(content), "t", null, null));
      document.removeChild(document.getDocumentElement());
    }
    XMLSignature signature = FACTORY.newXMLSignature(info, keyInfo, objects, null, null);
    DOMSignContext context =
        new DOMSignContext(
            job.key(), isEnveloping ? document : document.getDocumentElement());
    if (job.form().equals("prefixed")) context.setDefaultNamespacePrefix("ds");
    signature.sign(context);
    return document;
  }

  static void write(Document document, File file) throws Exception {
    try (FileOutputStream out = new FileOutputStream(file)) {
      TransformerFactory.newInstance()
          .newTransformer()
          .transform(new DOMSource(document), new StreamResult(out));
    }
  }
}
