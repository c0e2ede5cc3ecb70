namespace ParallelFetch.Http;

/// <summary>The failure that an error status is, with what can be done about it.</summary>
internal static class StatusFailure
{
    internal static FetchFailure Of(int status, string? phrase) => new(
        FetchFailureKind.WebCmdletWebResponseException,
        $"The server answered with the status {status}{(string.IsNullOrEmpty(phrase) ? string.Empty : $" ({phrase})")}. {Advice(status)}");

    private static string Advice(int status) => status switch
    {
        401 => "Give an account or a token that it accepts: -Credential, -Token, -Authentication.",
        403 => "It knows who asks and does not allow it; ask with another account.",
        404 or 410 => "Check the path of the URL.",
        405 => "It takes another -Method there.",
        407 => "Give an account for the proxy: -ProxyCredential.",
        408 or 425 or 429 or 502 or 503 or 504 => "Try again later; -MaximumRetryCount tries more often, and a lower -Throttle or -RequestsPerSecond asks less of it.",
        413 => "Send a smaller body.",
        414 or 431 => "Send a shorter URL, or fewer headers and cookies.",
        415 => "Say with -ContentType what the body is.",
        < 500 => "Check what is sent; the Content of the result may say what is wrong with it.",
        _ => "The fault is the server's; its log or the Content of the result may say more.",
    };
}
