using System.Text.RegularExpressions;

namespace LoopbackServer.Endpoints;

/// <summary><c>name=token, name="quoted \"text\""</c></summary>
internal static partial class AuthParameters
{
    public static Dictionary<string, string> Parse(string text)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match match in Parameter().Matches(text))
        {
            var quoted = match.Groups["quoted"];
            parameters[match.Groups["name"].Value] = quoted.Success ? Escaped().Replace(quoted.Value, "$1") : match.Groups["token"].Value;
        }

        return parameters;
    }

    [GeneratedRegex("""(?<name>[\w*-]+)\s*=\s*(?:"(?<quoted>(?:\\.|[^"\\])*)"|(?<token>[^\s,"]+))""")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escaped();
}
