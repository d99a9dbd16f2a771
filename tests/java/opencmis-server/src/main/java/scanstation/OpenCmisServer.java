package scanstation;

import java.io.IOException;
import org.apache.chemistry.opencmis.server.impl.CmisRepositoryContextListener;
import org.apache.chemistry.opencmis.server.impl.browser.CmisBrowserBindingServlet;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

/**
 * Serves OpenCMIS InMemory on a free loopback port and says which on standard output.
 *
 * <p>It lives as long as its standard input is open, so that it never outlives the test run that
 * started it, however that ended.
 */
public final class OpenCmisServer {
    private OpenCmisServer() {}

    public static void main(String[] arguments) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(browserBinding());
        server.start();
        System.out.println("listening " + connector.getLocalPort());
        System.out.flush();
        awaitEndOfInput();
        server.stop();
        System.exit(0);
    }

    private static ServletContextHandler browserBinding() {
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath("/cmis");
        context.addEventListener(new CmisRepositoryContextListener());
        ServletHolder servlet = new ServletHolder(new CmisBrowserBindingServlet());
        servlet.setInitParameter(
                "callContextHandler",
                "org.apache.chemistry.opencmis.server.shared.BasicAuthCallContextHandler");
        context.addServlet(servlet, "/browser/*");
        return context;
    }

    private static void awaitEndOfInput() throws IOException {
        while (System.in.read() >= 0) {
            // Nothing is ever said on the input; only its end counts.
        }
    }
}
