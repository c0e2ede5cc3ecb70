using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using ParallelFetch.Text;

namespace ParallelFetch.Reporting;

/// <summary>
/// Writes HTML. It takes nothing but interpolated strings: what stands in the code is markup, and what comes in through a
/// hole is text and gets encoded, whoever wrote it. So no host and no URL can become part of the page.
/// </summary>
internal sealed class HtmlWriter(TextWriter output)
{
    private readonly TextWriter _output = output;

    /// <summary>Writes markup with text in its holes.</summary>
    /// <param name="markup">Has been written when it gets here: putting it together is writing it.</param>
    internal void Write([InterpolatedStringHandlerArgument("")] Markup markup)
    {
        _ = markup;
        _output.Write('\n');
    }

    /// <summary>Writes text that may be broken where a name or a URL can be: behind its punctuation and before its capitals.</summary>
    internal void WriteBreakable(string text)
    {
        int start = 0;
        for (int index = 1; index < text.Length; index++)
        {
            bool isBreak = (char.IsAsciiLetterUpper(text[index]) && char.IsAsciiLetterLower(text[index - 1])) || text[index - 1] is '.' or ':' or '/' or '=' or '&';
            if (isBreak)
            {
                WriteText(text[start..index]);
                _output.Write("<wbr>");
                start = index;
            }
        }

        WriteText(text[start..]);
    }

    /// <summary>Writes a resource of this assembly as it is.</summary>
    internal void WriteResource(string name)
    {
        using var reader = new StreamReader(typeof(HtmlWriter).Assembly.GetManifestResourceStream(name)!);
        _output.Write(reader.ReadToEnd());
    }

    // Control characters are not allowed in HTML.
    private void WriteText(string? text) => _output.Write(WebUtility.HtmlEncode(VisibleText.Of(text ?? string.Empty, mark: '\uFFFD')));

    /// <summary>What the compiler turns an interpolated string into.</summary>
    /// <param name="literalLength">Of no use here.</param>
    /// <param name="formattedCount">Of no use here.</param>
    /// <param name="writer">Where to.</param>
    [InterpolatedStringHandler]
#pragma warning disable CS9113 // The compiler passes the two numbers, wanted or not.
    internal readonly ref struct Markup(int literalLength, int formattedCount, HtmlWriter writer)
#pragma warning restore CS9113
    {
        public void AppendLiteral(string markup) => writer._output.Write(markup);

        public void AppendFormatted(string? text) => writer.WriteText(text);

        public void AppendFormatted<T>(T value, string? format = null)
            where T : IFormattable => writer.WriteText(value.ToString(format, CultureInfo.InvariantCulture));
    }
}
