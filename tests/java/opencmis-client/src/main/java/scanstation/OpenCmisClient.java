package scanstation;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.apache.chemistry.opencmis.client.api.CmisObject;
import org.apache.chemistry.opencmis.client.api.Document;
import org.apache.chemistry.opencmis.client.api.Folder;
import org.apache.chemistry.opencmis.client.api.ItemIterable;
import org.apache.chemistry.opencmis.client.api.ObjectType;
import org.apache.chemistry.opencmis.client.api.QueryResult;
import org.apache.chemistry.opencmis.client.api.QueryStatement;
import org.apache.chemistry.opencmis.client.api.Session;
import org.apache.chemistry.opencmis.client.api.Tree;
import org.apache.chemistry.opencmis.client.runtime.SessionFactoryImpl;
import org.apache.chemistry.opencmis.commons.SessionParameter;
import org.apache.chemistry.opencmis.commons.data.ContentStream;
import org.apache.chemistry.opencmis.commons.enums.Action;
import org.apache.chemistry.opencmis.commons.enums.BindingType;
import org.apache.chemistry.opencmis.commons.enums.UnfileObject;
import org.apache.chemistry.opencmis.commons.enums.VersioningState;
import org.apache.chemistry.opencmis.commons.exceptions.CmisConstraintException;
import org.apache.chemistry.opencmis.commons.exceptions.CmisContentAlreadyExistsException;
import org.apache.chemistry.opencmis.commons.exceptions.CmisInvalidArgumentException;
import org.apache.chemistry.opencmis.commons.exceptions.CmisNameConstraintViolationException;
import org.apache.chemistry.opencmis.commons.exceptions.CmisObjectNotFoundException;
import org.apache.chemistry.opencmis.commons.exceptions.CmisUnauthorizedException;
import org.apache.chemistry.opencmis.commons.exceptions.CmisUpdateConflictException;

/**
 * Uses a repository through the OpenCMIS client and prints one line per step: its name and what
 * came back. The test reads the lines; the first surprise ends the program with an exception.
 *
 * <p>Arguments: service URL. Environment: CMIS_USER, CMIS_PASSWORD.
 */
public final class OpenCmisClient {
    private static final String NAME = "Müller \u2013 Bescheid 50.1 'Übung'.pdf";
    private final Session session;

    private OpenCmisClient(Session session) {
        this.session = session;
    }

    public static void main(String[] arguments) throws Exception {
        String user = System.getenv("CMIS_USER");
        String password = System.getenv("CMIS_PASSWORD");
        refuses("login", CmisUnauthorizedException.class, () -> connect(arguments[0], user, "falsch"));
        OpenCmisClient client = new OpenCmisClient(connect(arguments[0], user, password));
        client.repository();
        client.types();
        Folder folder = client.folders();
        Document document = client.documents(folder);
        client.contents(document);
        client.queries(folder, document);
        client.updates(document);
        client.refusals(folder, document);
        client.deletions(folder);
    }

    private static Session connect(String url, String user, String password) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put(SessionParameter.BINDING_TYPE, BindingType.BROWSER.value());
        parameters.put(SessionParameter.BROWSER_URL, url);
        parameters.put(SessionParameter.USER, user);
        parameters.put(SessionParameter.PASSWORD, password);
        return SessionFactoryImpl.newInstance().getRepositories(parameters).get(0).createSession();
    }

    private void repository() {
        say("repository", session.getRepositoryInfo().getId());
        say("version", session.getRepositoryInfo().getCmisVersion().value());
        say("append", session.getRepositoryInfo().getCapabilities()
                .getContentStreamUpdatesCapability().value());
        say("acl", session.getRepositoryInfo().getAclCapabilities().getPermissions().size());
    }

    private void types() {
        List<String> names = new ArrayList<>();
        for (Tree<ObjectType> base : session.getTypeDescendants(null, -1, true)) {
            for (Tree<ObjectType> below : base.getChildren()) {
                names.add(base.getItem().getId() + ">" + below.getItem().getId());
            }
        }
        say("types", String.join(" ", names));
        ObjectType type = session.getTypeDefinition("sst:document");
        say("pages", type.getPropertyDefinitions().get("sst:pages").getPropertyType().value());
        say("training", type.getPropertyDefinitions().get("sst:training").getUpdatability().value());
        say("type-children", size(session.getTypeChildren("cmis:folder", false)));
    }

    private Folder folders() {
        QueryStatement statement =
                session.createQueryStatement("SELECT cmis:objectId FROM sst:caseFile WHERE ? = ?");
        statement.setProperty(1, "sst:caseFile", "sst:caseNumber");
        statement.setString(2, "50.1-123/2026");
        QueryResult found = statement.query(false).iterator().next();
        Folder caseFile = (Folder) session.getObject(found.<String>getPropertyValueById("cmis:objectId"));
        say("case-file", caseFile.getPropertyValue("sst:person"));
        Map<String, Object> properties = new HashMap<>();
        properties.put("cmis:objectTypeId", "cmis:folder");
        properties.put("cmis:name", "Anlagen für Öztürk");
        Folder folder = caseFile.createFolder(properties);
        say("path", folder.getPath());
        say("parent", folder.getFolderParent().getName());
        say("by-path", session.getObjectByPath(folder.getPath()).getId().equals(folder.getId()));
        return folder;
    }

    private Document documents(Folder folder) throws Exception {
        GregorianCalendar date = new GregorianCalendar(TimeZone.getTimeZone("UTC"));
        date.setTime(new Date(1_795_305_600_000L)); // 2026-11-22
        Map<String, Object> properties = new HashMap<>();
        properties.put("cmis:objectTypeId", "sst:document");
        properties.put("cmis:name", NAME);
        properties.put("sst:packageId", "paket-1");
        properties.put("sst:subject", "Grüße aus \\ 'Großkötter'");
        properties.put("sst:documentDate", date);
        properties.put("sst:pages", 3);
        Document document =
                folder.createDocument(properties, stream("Anfang ", NAME), VersioningState.NONE);
        say("name", document.getName());
        say("subject", document.getPropertyValue("sst:subject"));
        say("date", document.<GregorianCalendar>getPropertyValue("sst:documentDate").getTimeInMillis());
        say("marked", document.getPropertyValue("sst:training"));
        say("file-name", document.getContentStreamFileName());
        say("actions", document.getAllowableActions().getAllowableActions()
                .contains(Action.CAN_SET_CONTENT_STREAM));
        say("versions", document.getAllVersions().size());
        say("parents", document.getParents().get(0).getName());
        say("paths", document.getPaths().get(0));
        return document;
    }

    private void contents(Document document) throws Exception {
        document.appendContentStream(stream("Mitte ", NAME), false);
        document.refresh();
        try (OutputStream out = document.createAppendOutputStream()) {
            out.write("Ende".getBytes(StandardCharsets.UTF_8));
        }
        document.refresh();
        say("length", document.getContentStreamLength());
        say("content", text(document.getContentStream()));
        say("range", text(document.getContentStream(
                java.math.BigInteger.valueOf(7), java.math.BigInteger.valueOf(5))));
        byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest("Anfang Mitte Ende".getBytes(StandardCharsets.UTF_8));
        say("hash", document.getContentStreamHashes().get(0).getHash()
                .equals(HexFormat.of().formatHex(digest)));
        refuses("overwrite", CmisContentAlreadyExistsException.class,
                () -> document.setContentStream(stream("neu", NAME), false));
        document.setContentStream(stream("neu", NAME), true, true);
        say("replaced", text(document.getContentStream()));
        document.deleteContentStream(true);
        say("emptied", document.getContentStream() == null);
        document.setContentStream(stream("wieder da", NAME), true, true);
    }

    private void queries(Folder folder, Document document) {
        QueryStatement statement = session.createQueryStatement(
                "SELECT cmis:name, sst:pages AS n FROM sst:document d WHERE sst:subject = ? "
                        + "AND sst:pages IN (3, 4) AND IN_TREE(?) AND sst:documentDate <= ? "
                        + "ORDER BY cmis:name DESC");
        statement.setString(1, "Grüße aus \\ 'Großkötter'");
        statement.setString(2, folder.getId());
        statement.setDateTime(3, new Date(1_795_305_600_000L));
        QueryResult row = statement.query(false).iterator().next();
        say("found", row.getPropertyValueByQueryName("cmis:name").equals(NAME));
        say("alias", row.getPropertyValueByQueryName("n"));
        QueryStatement like =
                session.createQueryStatement("SELECT * FROM sst:document WHERE cmis:name LIKE ?");
        like.setStringLike(1, "M%Bescheid 50._ %");
        say("like", size(like.query(false)));
        refuses("query", CmisInvalidArgumentException.class,
                () -> session.query("SELECT * FROM sst:document WHERE nix = 1", false).getTotalNumItems());
    }

    private void updates(Document document) {
        Map<String, Object> changes = new HashMap<>();
        changes.put("sst:sender", "Şule Yıldız-Förster");
        changes.put("sst:pages", null);
        document.updateProperties(changes, true);
        CmisObject changed = session.getObject(document);
        say("sender", changed.getPropertyValue("sst:sender"));
        say("cleared", changed.getPropertyValue("sst:pages") == null);
    }

    private void refusals(Folder folder, Document document) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("cmis:objectTypeId", "sst:document");
        properties.put("cmis:name", NAME);
        refuses("twice", CmisNameConstraintViolationException.class,
                () -> folder.createDocument(properties, stream("x", NAME), VersioningState.NONE));
        refuses("missing", CmisObjectNotFoundException.class, () -> session.getObject("gibt-es-nicht"));
        refuses("versioned", CmisConstraintException.class,
                () -> folder.createDocument(Map.of("cmis:objectTypeId", "sst:document", "cmis:name", "v"),
                        stream("x", "v"), VersioningState.MAJOR));
        Map<String, Object> first = Map.of("sst:sender", "erste");
        document.updateProperties(first, false);
        refuses("stale", CmisUpdateConflictException.class,
                () -> document.updateProperties(Map.of("sst:sender", "zweite"), false));
    }

    private void deletions(Folder folder) {
        Folder other = folder.createFolder(Map.of("cmis:objectTypeId", "cmis:folder", "cmis:name", "Zweiter"));
        for (int number = 0; number < 5; number++) {
            other.createDocument(
                    Map.of("cmis:objectTypeId", "cmis:document", "cmis:name", "leer " + number),
                    null, VersioningState.NONE);
        }
        say("page", size(other.getChildren().skipTo(3).getPage(10)));
        say("descendants", folder.getDescendants(-1).size());
        say("folder-tree", folder.getFolderTree(-1).size());
        CmisObject moved = other.getChildren().iterator().next();
        ((Document) moved).move(other, folder);
        say("moved", size(folder.getChildren()));
        refuses("not-empty", CmisConstraintException.class, () -> other.delete());
        say("failed", folder.deleteTree(true, UnfileObject.DELETE, true).size());
        session.clear();
        refuses("gone", CmisObjectNotFoundException.class, () -> session.getObject(folder.getId()));
    }

    private ContentStream stream(String text, String name) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return session.getObjectFactory().createContentStream(
                name, bytes.length, "application/pdf", new ByteArrayInputStream(bytes));
    }

    private static String text(ContentStream stream) throws Exception {
        try (InputStream in = stream.getStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int size(ItemIterable<?> items) {
        int count = 0;
        for (Object ignored : items) {
            count++;
        }
        return count;
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void refuses(String name, Class<? extends Exception> expected, Step step) throws Error {
        try {
            step.run();
        } catch (Exception error) {
            if (error.getClass().equals(expected)) {
                say("refused-" + name, expected.getSimpleName());
                return;
            }
            throw new AssertionError(name + " was answered with " + error, error);
        }
        throw new AssertionError(name + " was not refused");
    }

    private static void say(String name, Object value) {
        byte[] line = (name + "=" + value + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(line, 0, line.length);
        System.out.flush();
    }
}
