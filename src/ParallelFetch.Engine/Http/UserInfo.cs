using System.Net;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ParallelFetch.Http;

/// <summary>
/// The user name and password that an address may carry (RFC 3986, section 3.2.1). They are taken out of it once, at the
/// way in (<see cref="Separate"/>): of a URL to fetch, of the address of a proxy wherever that comes from, of the target of
/// a redirect. From there on the address is shown, logged, compared and saved without them, and only who sends
/// credentials asks for them (<see cref="Of"/>).
/// </summary>
internal sealed partial record UserInfo
{
    // Of addresses that live still; no state of its own. So a result's Uri that is given again is known to have an account,
    // though nothing that shows, converts or serializes it gets to see it.
    private static readonly ConditionalWeakTable<Uri, UserInfo> Separated = [];

    private readonly string _text;

    private UserInfo(string text) => _text = text;

    /// <summary>The user name, decoded.</summary>
    internal string UserName => Uri.UnescapeDataString(EscapedUserName);

    /// <summary>The user name as it stood in the address.</summary>
    internal string EscapedUserName => Colon < 0 ? _text : _text[..Colon];

    /// <summary>The password, decoded; empty when there is none.</summary>
    internal string Password => Colon < 0 ? string.Empty : Uri.UnescapeDataString(_text[(Colon + 1)..]);

    private int Colon => _text.IndexOf(':', StringComparison.Ordinal);

    /// <summary>The address without user name and password; the same object when it has none.</summary>
    /// <param name="address">An absolute address.</param>
    /// <exception cref="UriFormatException">What is left of it is none.</exception>
    public static Uri Separate(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || address.UserInfo.Length == 0)
        {
            return address;
        }

        // As it was written, unless that is so odd that it would become something else.
        if (!Uri.TryCreate(RemoveFrom(address.OriginalString), UriKind.Absolute, out Uri? separate) || separate.UserInfo.Length > 0 || !IsSame(address, separate))
        {
            separate = new Uri(address.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped));
        }

        Separated.AddOrUpdate(separate, new UserInfo(address.UserInfo));
        return separate;
    }

    /// <summary>What was taken out of an address, or is in it still; null when there is nothing.</summary>
    /// <param name="address">The address: this very object.</param>
    public static UserInfo? Of(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.IsAbsoluteUri && address.UserInfo.Length > 0 ? new UserInfo(address.UserInfo)
            : Separated.TryGetValue(address, out UserInfo? separated) ? separated : null;
    }

    /// <summary>The text of an address with what was taken out of it: what it takes to give it again.</summary>
    /// <param name="address">The address: this very object.</param>
    public static string TextOf(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        string text = address.OriginalString;
        return Separated.TryGetValue(address, out UserInfo? separated) && Authority().Match(text) is { Success: true } authority
            ? text.Insert(authority.Groups[1].Index, separated._text + "@")
            : text;
    }

    /// <summary>Lets an address made from another one keep what was taken out of that.</summary>
    /// <returns>The new address.</returns>
    internal static Uri Keep(Uri from, Uri to)
    {
        if (Separated.TryGetValue(from, out UserInfo? separated))
        {
            Separated.AddOrUpdate(to, separated);
        }

        return to;
    }

    /// <summary>The text of an address without user name and password.</summary>
    /// <param name="address">An address, or what was meant as one.</param>
    public static string RemoveFrom(string address)
    {
        // They end at the last @ before the path.
        Match authority = Authority().Match(address);
        int at = authority.Groups[1].Value.LastIndexOf('@');
        return at < 0 ? address : address.Remove(authority.Groups[1].Index, at + 1);
    }

    /// <summary>Nothing of what it holds.</summary>
    public override string ToString() => nameof(UserInfo);

    internal NetworkCredential ToCredential() => new(UserName, Password);

    private static bool IsSame(Uri one, Uri other)
    {
        const UriComponents Rest = UriComponents.AbsoluteUri & ~UriComponents.UserInfo;
        return one.GetComponents(Rest, UriFormat.UriEscaped) == other.GetComponents(Rest, UriFormat.UriEscaped);
    }

    [GeneratedRegex(@"^\s*(?:[^/\\?#@:]*:)?[/\\]{2}([^/\\?#]*)")]
    private static partial Regex Authority();
}
