using System.Globalization;
using System.Text;

namespace ParallelFetch.Benchmarks.Reporting;

/// <summary>Draws a limit and a capacity over time as an SVG.</summary>
internal static class LimitPicture
{
    private const int Width = 760;
    private const int Height = 300;
    private const int Left = 46;
    private const int Bottom = 40;
    private const int Top = 34;

    public static string Draw(IReadOnlyList<(double At, int Limit, int Capacity)> samples)
    {
        double end = Math.Max(0.001, samples[^1].At);
        double most = Math.Max(4, samples.Max(static sample => Math.Max(sample.Limit, sample.Capacity)) * 1.1);
        double X(double at) => Left + ((Width - Left - 16) * at / end);
        double Y(double value) => Height - Bottom - ((Height - Bottom - Top) * value / most);
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>");
        int step = most > 20 ? 8 : 4;
        for (int value = 0; value <= most; value += step)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - 16}\" y1=\"{Y(value):0.#}\" y2=\"{Y(value):0.#}\" stroke=\"#ddd\"/><text x=\"{Left - 6}\" y=\"{Y(value) + 4:0.#}\" text-anchor=\"end\">{value}</text>");
        }

        for (int second = 0; second <= end; second += 2)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{X(second):0.#}\" y=\"{Height - 20}\" text-anchor=\"middle\">{second} s</text>");
        }

        svg.AppendLine(Line(samples.Select(sample => (X(sample.At), Y(sample.Capacity))), "#c0392b", "stroke-dasharray=\"6 4\""));
        svg.AppendLine(Line(samples.Select(sample => (X(sample.At), Y(sample.Limit))), "#1f618d", string.Empty));
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"18\" fill=\"#1f618d\">limit found by AutoThrottle</text><text x=\"{Left + 190}\" y=\"18\" fill=\"#c0392b\">capacity of the server (dashed)</text>");
        return svg.AppendLine("</svg>").ToString();
    }

    private static string Line(IEnumerable<(double X, double Y)> points, string colour, string style) => string.Create(
        CultureInfo.InvariantCulture,
        $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" {style} points=\"{string.Join(' ', points.Select(static point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}")))}\"/>");
}
