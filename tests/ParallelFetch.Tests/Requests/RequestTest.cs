using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Text.Json;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>A test that looks at what the server got.</summary>
public abstract class RequestTest : CmdletTest
{
    protected RequestTest(ServerFixture fixture)
        : base(fixture)
    {
        // The bare engine has no cmdlet that makes these.
        Session.With("user", Account("user", "password")).With("wrongUser", Account("user", "wrong")).With("token", Secret("token"));
    }

    protected static SecureString Secret(string text) => new NetworkCredential(string.Empty, text).SecurePassword;

    protected static PSCredential Account(string user, string password) => new(user, Secret(password));

    /// <summary>What /echo said it got.</summary>
    protected static JsonElement Echo(PSObject result) => JsonDocument.Parse(result.Get<string>("Content")!).RootElement;

    /// <summary>A response header of a result.</summary>
    protected static string? Header(PSObject result, string name) =>
        result.Get<IDictionary>("Headers")![name] is IEnumerable<string> values ? string.Join(", ", values) : null;

    /// <summary>Runs a script that has to succeed.</summary>
    protected RunResult RunWell(string script)
    {
        RunResult run = Run(script);
        Assert.True(run.Thrown is null, run.Thrown?.ErrorRecord.ToString());
        Assert.True(run.Errors.Count == 0, string.Join("\n", run.Errors));
        return run;
    }

    /// <summary>Runs a script that has to succeed, and has the requests that the server got from it, in order.</summary>
    protected async Task<IReadOnlyList<RecordedRequest>> SentByAsync(string script)
    {
        await RecordAsync();
        RunWell(script);
        return await RecordedAsync();
    }

    /// <summary>The same for a script that sends one request.</summary>
    protected async Task<RecordedRequest> OneSentByAsync(string script) => Assert.Single(await SentByAsync(script));

    /// <summary>Runs a script that has to end with an error before it has sent or emitted anything.</summary>
    protected async Task<ErrorRecord> RefusedAsync(string script, string id)
    {
        RunResult run = Run(script);
        Assert.Equal(id, run.ThrownId);
        Assert.Empty(run.Output);
        Assert.Empty(run.Errors);
        Assert.Equal(0, (await CountersAsync()).Total.Requests);
        return run.Thrown!.ErrorRecord;
    }

    protected async Task<long> ConnectionsAsync() => (await CountersAsync()).Total.Connections;

    protected async Task<long> RequestsAsync() => (await CountersAsync()).Total.Requests;
}
