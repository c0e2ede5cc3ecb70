using System.Text;
using LoopbackServer.Hosting;

Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

if (args is [ServeCommand.Name, .. var serveOptions])
{
    return await ServeCommand.RunAsync(serveOptions);
}

var options = ServerOptions.Parse(args);
var exit = new ExitSignal(options.WatchStandardInput);
using var host = new LoopbackHost();
var addresses = await host.StartAsync(options);

// The line is the whole contract with the parent: it says that every port is open.
addresses.Announce(options.UrlsFile);

// No graceful shutdown: requests that are held on purpose would only delay the end.
await exit.Task;
return 0;
