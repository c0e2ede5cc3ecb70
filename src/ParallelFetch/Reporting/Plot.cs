using System.Globalization;

namespace ParallelFetch.Reporting;

/// <summary>
/// A drawing with words around it. The drawing stretches with the page; the words are HTML, so that they stay as large as
/// the reader wants them, on a phone as well.
/// </summary>
internal static class Plot
{
    internal const int Width = 1_000;
    internal const int Height = 100;

    // A bar that stands for something is never too low to be seen.
    private const double LowestBar = 1.5;

    /// <summary>Opens a drawing.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="label">What a reader who cannot see it should know.</param>
    internal static void Open(HtmlWriter html, string label) =>
        html.Write($"""<div class="plot"><svg viewBox="0 0 {Width} {Height}" preserveAspectRatio="none" role="img" aria-label="{label}"><path class="grid" d="M0 0H{Width}M0 50H{Width}M0 100H{Width}"/>""");

    /// <summary>Closes a drawing.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="top">What the upper edge means.</param>
    /// <param name="middle">What the line in the middle means.</param>
    internal static void Close(HtmlWriter html, string top, string middle) =>
        html.Write($"""</svg><span class="y" aria-hidden="true">{top}</span><span class="y half" aria-hidden="true">{middle}</span></div>""");

    /// <summary>Draws a bar that stands on a height and returns the height of its top.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="kind">What it counts: a class of the style sheet.</param>
    /// <param name="index">Which of the bars from the left it is.</param>
    /// <param name="count">How many bars there are.</param>
    /// <param name="share">How high it is, from 0 to 1.</param>
    /// <param name="foot">What it stands on.</param>
    internal static double Bar(HtmlWriter html, string kind, int index, int count, double share, double foot = 0)
    {
        if (share <= 0)
        {
            return foot;
        }

        double width = Width / (double)count;
        double height = Math.Max(share * Height, LowestBar);
        html.Write($"""<rect class="{kind}" x="{index * width:0.##}" y="{Height - foot - height:0.##}" width="{width:0.##}" height="{height:0.##}"/>""");
        return foot + height;
    }

    /// <summary>Writes words below a drawing.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="ticks">The words and where they belong, from 0 to 1.</param>
    internal static void Ticks(HtmlWriter html, IEnumerable<(double At, string Text)> ticks)
    {
        html.Write($"""<div class="ticks" aria-hidden="true">""");
        foreach ((double at, string text) in ticks)
        {
            html.Write($"""<span class="{SideOf(at)}" style="left:{at * 100:0.##}%">{text}</span>""");
        }

        html.Write($"</div>");
    }

    /// <summary>On which side of its place a word stands, so that it stays on the page.</summary>
    internal static string SideOf(double at) => at < 0.08 ? "right" : at > 0.92 ? "left" : "centre";

    /// <summary>A rate with as many digits as say something.</summary>
    internal static string Rate(double perSecond) =>
        perSecond.ToString(perSecond < 10 ? "0.##" : "#,0", CultureInfo.InvariantCulture);
}
