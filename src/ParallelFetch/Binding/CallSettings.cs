using System.Management.Automation;
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using ParallelFetch.Bodies;
using ParallelFetch.Commands;
using ParallelFetch.Files;
using ParallelFetch.Http;
using ParallelFetch.Retry;

namespace ParallelFetch.Binding;

/// <summary>Makes of a call's parameters what its requests share: options, headers, and what guards its credentials.</summary>
internal sealed class CallSettings
{
    private readonly StartParallelFetchCommand _command;
    private readonly WebSessionMembers? _session;
    private readonly FilePaths _paths;
    private readonly Func<string, bool> _given;

    /// <exception cref="CallException">The parameters cannot be used as they are.</exception>
    internal CallSettings(StartParallelFetchCommand command, Func<string, bool> given, FilePaths paths)
    {
        _command = command;
        _given = given;
        _paths = paths;
        _session = ReadSession(command.WebSession);
    }

    /// <exception cref="CallException">The parameters exclude one another.</exception>
    internal static void RefuseConflicts(Func<string, bool> given, WebAuthenticationType authentication)
    {
        if (ParameterConflicts.Find(given, authentication) is { } conflict)
        {
            throw new CallException(conflict.Id, conflict.Message);
        }
    }

    internal RequestFactory CreateFactory()
    {
        var headers = new HeaderBinder(CreateHeaderDefaults(), _command.Headers);
        bool hasCredentials = _command.Authentication != WebAuthenticationType.None || _command.Credential is not null || _command.UseDefaultCredentials;
        return new RequestFactory(
            CreateOptions(),
            headers,
            new BodyBinder(_paths),
            new CredentialGuard(hasCredentials, _command.AllowUnencryptedAuthentication),
            CreateFiles());
    }

    private FileBinder CreateFiles()
    {
        NameRegistry names = _command.NoWait ? FetchSession.Current.Background.Names : new NameRegistry();
        return new FileBinder(_paths, names, new FileTarget(names)
        {
            Layout = _command.Layout,
            Resume = _command.Resume,
            NoClobber = _command.NoClobber,
            IfChanged = _command.IfChanged,
            FlushToDisk = _command.Checkpoint is not null,
        });
    }

    private static WebSessionMembers? ReadSession(object? session) => session is null
        ? null
        : WebSessionMembers.Of(session) ?? throw new CallException(
            "InvalidWebSession",
            $"The value of WebSession is of the type {PSValue.Unwrap(session)!.GetType().Name}, not a session such as Invoke-WebRequest -SessionVariable makes.");

    private HeaderDefaults CreateHeaderDefaults() => new()
    {
        UserAgent = _command.UserAgent,
        Authorization = CreateAuthorization(),
        SessionHeaders = _session?.Headers,
        SessionUserAgent = _session?.UserAgent,
        Validate = !_command.SkipHeaderValidation,
    };

    private string? CreateAuthorization()
    {
        switch (_command.Authentication)
        {
            case WebAuthenticationType.Basic:
                NetworkCredential account = new(string.Empty, _command.Credential!.Password);
                return CredentialGuard.BasicAuthorization(_command.Credential.UserName, account.Password);
            case WebAuthenticationType.Bearer or WebAuthenticationType.OAuth:
                return "Bearer " + new NetworkCredential(string.Empty, _command.Token).Password;
            default:
                return null;
        }
    }

    private FetchOptions CreateOptions() => new()
    {
        Connection = CreateConnection(),
        Retry = CreateRetryOptions(),
        HostFailureLimit = _command.HostFailureLimit,
        Cookies = _session is null ? null : new SessionCookies(_session.Cookies),
        ConnectionTimeout = TimeSpan.FromSeconds(_command.ConnectionTimeoutSeconds),
        OperationTimeout = TimeSpan.FromSeconds(_command.OperationTimeoutSeconds),
        TotalTimeout = TimeSpan.FromSeconds(_command.TotalTimeoutSeconds),
        MaximumRedirection = _given(nameof(_command.MaximumRedirection)) ? _command.MaximumRedirection : _session?.MaximumRedirection ?? _command.MaximumRedirection,
        Redirects = CreateRedirectOptions(),
        HttpVersion = CheckedHttpVersion(),
        TransferCoding = Enum.TryParse(_command.TransferEncoding, ignoreCase: true, out TransferCoding coding) ? coding : TransferCoding.None,
        MaximumBodySize = _command.MaximumBodySize,
        FailOnHttpError = _command.FailOnHttpError,
        Trace = WantedStreams.TraceOf(_command),
    };

    // A count that was given holds for every method; the one that holds by itself only for those that may be repeated.
    private RetryOptions CreateRetryOptions()
    {
        int? given = _given(nameof(_command.MaximumRetryCount)) ? _command.MaximumRetryCount : _session?.MaximumRetryCount;
        return new RetryOptions
        {
            MaximumCount = given ?? _command.MaximumRetryCount,
            AnyMethod = given is not null,
            Interval = TimeSpan.FromSeconds(
                _given(nameof(_command.RetryIntervalSec)) || _session?.MaximumRetryCount is null ? _command.RetryIntervalSec : _session.RetryIntervalSec),
            StatusCodes = _command.RetryStatusCode,
            ConnectionRefused = _command.RetryConnectionRefused,
            MaximumRetryAfter = TimeSpan.FromSeconds(_command.MaximumRetryAfterSec),
        };
    }

    private Version CheckedHttpVersion() => _command.HttpVersion.Major < 3 || Http3.IsSupported
        ? _command.HttpVersion
        : throw new CallException(
            "HttpVersionNotSupported",
            "This machine cannot speak HTTP/3: it needs Windows 11 or later, or the library libmsquic. Use -HttpVersion 2.0, or leave it away.",
            ErrorCategory.NotInstalled);

    private RedirectOptions CreateRedirectOptions() =>
        (_command.AllowInsecureRedirect ? RedirectOptions.AllowInsecure : 0)
        | (_command.PreserveAuthorizationOnRedirect ? RedirectOptions.PreserveAuthorization : 0)
        | (_command.PreserveHttpMethodOnRedirect ? RedirectOptions.PreserveMethod : 0)
        | (_command.AllowUnencryptedAuthentication ? RedirectOptions.AllowUnencryptedAuthorization : 0);

    private ConnectionProfile CreateConnection()
    {
        ConnectionProfile profile = ConnectionProfile.Default with
        {
            SkipCertificateCheck = _command.SkipCertificateCheck,
            SslProtocols = (SslProtocols)_command.SslProtocol,
            Certificates = CreateCertificates(),
            Identity = CreateIdentity(),
            Proxy = CreateProxy(),
            UnixSocket = _command.UnixSocket?.ToString() is { } path ? SocketPath(path) : null,
            DisableKeepAlive = _command.DisableKeepAlive,
        };
        return _given(nameof(_command.ConnectionTimeoutSeconds))
            ? profile with
            {
                ConnectTimeout = _command.ConnectionTimeoutSeconds == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(_command.ConnectionTimeoutSeconds),
            }
            : profile;
    }

    // A name in the abstract namespace of Linux is no path; the end point shows the NUL that it begins with as @.
    private string SocketPath(string path) => path.StartsWith('@') ? "\0" + path[1..] : _paths.Resolve(path);

    private ClientCertificates? CreateCertificates()
    {
        try
        {
            return CertificateBinder.Bind(_command.Certificate, _command.CertificateThumbprint, _session?.Certificates ?? []);
        }
        catch (CryptographicException exception)
        {
            throw new CallException("WebCmdletCertificateException", exception.Message, ErrorCategory.SecurityError, exception);
        }
    }

    private NetworkIdentity? CreateIdentity()
    {
        if (_command.Authentication != WebAuthenticationType.None)
        {
            return null;
        }

        return _command.UseDefaultCredentials ? NetworkIdentity.ProcessAccount
            : _command.Credential is not null ? NetworkIdentity.Of(_command.Credential.GetNetworkCredential())
            : _session?.Identity;
    }

    // Elsewhere the system's settings are the environment's, which HttpClient keeps as they were at its first use.
    private static ProxyChoice OfSystem => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? ProxyChoice.System : ProxyChoice.None;

    private ProxyChoice CreateProxy()
    {
        if (_command.NoProxy)
        {
            return ProxyChoice.None;
        }

        if (_command.Proxy is not null)
        {
            NetworkIdentity? identity = _command.ProxyUseDefaultCredentials ? NetworkIdentity.ProcessAccount
                : _command.ProxyCredential is null ? null : NetworkIdentity.Of(_command.ProxyCredential.GetNetworkCredential());
            return ProxyChoice.At(_command.Proxy, identity);
        }

        return _session?.Proxy is { } ofSession ? ProxyChoice.By(ofSession)
            : EnvironmentProxy.Read(Environment.GetEnvironmentVariable) ?? OfSystem;
    }
}
