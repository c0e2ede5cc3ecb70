using System.Collections;
using ParallelFetch.Bodies;
using ParallelFetch.Files;
using ParallelFetch.Http;
using ParallelFetch.Retry;

namespace ParallelFetch.Binding;

/// <summary>
/// What was given for a call as a whole, as values; of them comes what its requests share: options, headers, and what
/// guards its credentials.
/// </summary>
internal sealed class CallSettings
{
    internal required GivenParameters Given { get; init; }

    internal required FilePaths Paths { get; init; }

    internal required WebSessionMembers? Session { get; init; }

    internal required IdentityParameters Identity { get; init; }

    internal required ConnectionParameters Connection { get; init; }

    internal required RedirectParameters Redirects { get; init; }

    internal required RetryParameters Retry { get; init; }

    internal required int HostFailureLimit { get; init; }

    internal required IDictionary? Headers { get; init; }

    internal required string? UserAgent { get; init; }

    internal required bool SkipHeaderValidation { get; init; }

    internal required string? TransferEncoding { get; init; }

    internal required long MaximumBodySize { get; init; }

    internal required bool SkipDecompression { get; init; }

    internal required bool FailOnHttpError { get; init; }

    /// <summary>What is told on the verbose and debug streams.</summary>
    internal required FetchTrace Trace { get; init; }

    /// <summary>What holds for all files of the call.</summary>
    internal required FileTarget Files { get; init; }

    /// <summary>The names that files of the call have taken.</summary>
    internal required NameRegistry Names { get; init; }

    /// <exception cref="CallException">The parameters cannot be used as they are.</exception>
    internal RequestFactory CreateFactory() => new(
        CreateOptions(),
        new HeaderBinder(CreateHeaderDefaults(), Headers),
        new BodyBinder(Paths),
        Identity.CreateGuard(),
        new FileBinder(Paths, Names, Files));

    private HeaderDefaults CreateHeaderDefaults() => new()
    {
        UserAgent = UserAgent,
        Authorization = Identity.BindAuthorization(),
        SessionHeaders = Session?.Headers,
        SessionUserAgent = Session?.UserAgent,
        Validate = !SkipHeaderValidation,
    };

    private FetchOptions CreateOptions()
    {
        RetryOptions retry = Retry.Bind(Given, Session);
        bool isLimitGiven = Given.Contains(nameof(HostFailureLimit));
        return CreateOptions(retry) with
        {
            // Tries that were asked for are made, however many of them fail; so says who gives both.
            HostFailureLimit = isLimitGiven || retry.Budget is not null || retry.MaximumCount == 0 ? HostFailureLimit : 0,
            OutageFailureLimit = isLimitGiven ? HostFailureLimit : 0,
        };
    }

    private FetchOptions CreateOptions(RetryOptions retry) => new()
    {
        Connection = Connection.Bind(Given, Session, Identity, Paths),
        Retry = retry,
        Cookies = Session is null ? null : new SessionCookies(Session.Cookies),
        ConnectionTimeout = TimeSpan.FromSeconds(Connection.ConnectionTimeoutSeconds),
        OperationTimeout = TimeSpan.FromSeconds(Connection.OperationTimeoutSeconds),
        TotalTimeout = TimeSpan.FromSeconds(Connection.TotalTimeoutSeconds),
        MaximumRedirection = Redirects.BindMaximum(Given, Session),
        Redirects = Redirects.Bind(),
        HttpVersion = Connection.BindHttpVersion(),
        TransferCoding = Enum.TryParse(TransferEncoding, ignoreCase: true, out TransferCoding coding) ? coding : TransferCoding.None,
        MaximumBodySize = MaximumBodySize,
        SkipDecompression = SkipDecompression,
        FailOnHttpError = FailOnHttpError,
        Trace = Trace,
    };
}
