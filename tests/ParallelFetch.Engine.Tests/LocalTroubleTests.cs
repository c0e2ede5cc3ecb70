using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Win32.SafeHandles;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Files;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests;

public sealed class LocalTroubleTests
{
    private static readonly int TooManyFiles = OperatingSystem.IsWindows() ? unchecked((int)0x80070004) : 24;

    private static readonly int NoMemory = OperatingSystem.IsWindows() ? unchecked((int)0x80070008) : 12;

    public static TheoryData<Exception, string> Troubles => new()
    {
        { Connecting(SocketError.TooManyOpenSockets), nameof(LocalResource.Files) },
        { Connecting(SocketError.AddressNotAvailable), nameof(LocalResource.Ports) },
        { Connecting(SocketError.AddressAlreadyInUse), nameof(LocalResource.Ports) },
        { Connecting(SocketError.NoBufferSpaceAvailable), OperatingSystem.IsWindows() ? nameof(LocalResource.Ports) : nameof(LocalResource.Memory) },
        { new IOException("x", TooManyFiles), nameof(LocalResource.Files) },
        { new IOException("x", NoMemory), nameof(LocalResource.Memory) },
        { new HttpRequestException("x", new IOException("y", TooManyFiles)), nameof(LocalResource.Files) },
        { new InsufficientMemoryException(), nameof(LocalResource.Memory) },
        { new HttpRequestException("x", new InsufficientMemoryException()), nameof(LocalResource.Memory) },
        { FileErrors.Failed("/folder/a.bin", new IOException("x", TooManyFiles)), nameof(LocalResource.Files) },
        { FileErrors.Failed("/folder/a?key=secret", new IOException("'/folder/a?key=secret'", TooManyFiles)), nameof(LocalResource.Files) },
        { new FetchException(FetchFailureKind.InFileFailed, "x", new IOException("y", TooManyFiles)), nameof(LocalResource.Files) },
    };

    public static TheoryData<Exception> Others =>
    [
        Connecting(SocketError.ConnectionRefused),
        Connecting(SocketError.ConnectionReset),
        Connecting(SocketError.NetworkUnreachable),
        Connecting(SocketError.TimedOut),
        new HttpRequestException(HttpRequestError.NameResolutionError, inner: new SocketException((int)SocketError.HostNotFound)),
        new HttpRequestException(HttpRequestError.SecureConnectionError, inner: new AuthenticationException("bad")),
        new IOException("x"),
        new FileNotFoundException("x"),
        new InvalidOperationException("x"),
        new FetchException(FetchFailureKind.MaximumBodySizeExceeded, "too large"),
        FileErrors.Failed("/folder/a.bin", new IOException("No space left on device", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28)),
    ];

    [Theory]
    [MemberData(nameof(Troubles), DisableDiscoveryEnumeration = true)]
    public void What_this_machine_is_out_of_is_told_from_a_failure_of_the_host(Exception exception, string resource)
    {
        using var fixture = new EngineFixture();
        using FetchBatch batch = fixture.Engine.StartBatch();
        fixture.Add(batch, 1);
        FetchOutcome outcome = fixture.AnswerAll(batch, exchange => exchange.Fail(exception));

        Assert.Equal(FetchFailureKind.LocalResourcesExhausted, outcome.Failure!.Kind);
        Assert.Equal(resource, outcome.Failure.LocalTrouble.ToString());
        Assert.Contains("-Throttle", outcome.Failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", outcome.Failure.Message + outcome.Failure.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Others), DisableDiscoveryEnumeration = true)]
    public void Every_other_failure_is_none_of_this_machine(Exception exception)
    {
        using var fixture = new EngineFixture();
        FetchOutcome outcome = fixture.Fetch(fixture.Request(), network => network.Oldest.Fail(exception));

        Assert.NotEqual(FetchFailureKind.LocalResourcesExhausted, outcome.Failure!.Kind);
        Assert.Equal(LocalResource.None, outcome.Failure.LocalTrouble);
    }

    [Fact]
    public void What_nobody_can_connect_to_is_no_lack_of_ports()
    {
        Exception exception = Connecting(SocketError.AddressNotAvailable);

        Assert.Equal(LocalResource.None, LocalTrouble.OfFetch(exception, new Uri("http://127.0.0.1:0/")));
        Assert.Equal(LocalResource.Ports, LocalTrouble.OfFetch(exception, new Uri("http://127.0.0.1:80/")));
        Assert.Equal(LocalResource.Ports, LocalTrouble.OfFetch(exception, new Uri("http://name/")));
        Assert.Equal(LocalResource.None, LocalTrouble.OfFetch(exception, null));
    }

    [Fact]
    public void An_error_for_want_of_a_handle_is_none_of_the_file()
    {
        Assert.False(FileErrors.IsErrorOfFile(new IOException("x", TooManyFiles)));
        Assert.True(FileErrors.IsErrorOfFile(new IOException("x")));
        Assert.True(FileErrors.IsErrorOfFile(new UnauthorizedAccessException()));
        Assert.False(FileErrors.IsErrorOfFile(new InvalidOperationException()));
    }

    [Fact]
    public void The_message_names_the_limit_that_is_in_force()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It is read from /proc.");
        string line = File.ReadLines("/proc/self/limits").Single(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        string soft = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];

        Assert.Equal(soft, DescriptorTable.Limit is { } limit ? limit.ToString(CultureInfo.InvariantCulture) : "unlimited");
        string message = LocalTrouble.Failure(LocalResource.Files, Connecting(SocketError.TooManyOpenSockets)).Message;
        Assert.Contains("ulimit -n", message, StringComparison.Ordinal);
        Assert.Contains(DescriptorTable.Limit!.Value.ToString("N0", CultureInfo.CurrentCulture), message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_handles_are_left_to_the_rest_of_the_process()
    {
        Assert.SkipWhen(DescriptorTable.Limit is null, "There is no limit here.");
        using var last = new SafeFileHandle((nint)(DescriptorTable.Limit!.Value - 1), ownsHandle: false);
        using var early = new SafeFileHandle(5, ownsHandle: false);

        Assert.Equal(LocalResource.Files, LocalTrouble.Of(Assert.Throws<IOException>(() => DescriptorTable.RefuseLast(last))));
        DescriptorTable.RefuseLast(early);
        DescriptorTable.EnsureRoomForConnection();
        Assert.False(DescriptorTable.IsFull());
    }

    private static HttpRequestException Connecting(SocketError error) => new(HttpRequestError.ConnectionError, inner: new SocketException((int)error));
}
