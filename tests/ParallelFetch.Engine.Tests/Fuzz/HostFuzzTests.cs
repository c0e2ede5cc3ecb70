using System.Reflection;
using FsCheck;
using ParallelFetch.Engine.Tests.Fakes;

namespace ParallelFetch.Engine.Tests.Fuzz;

/// <summary>Hosts that <see cref="Uri"/> parses and then throws for.</summary>
public sealed class HostFuzzTests
{
    private static readonly PropertyInfo[] Properties = typeof(Uri).GetProperties();

    private static readonly Gen<string> Host = Generate.Text(
        "a", "host", ".", "-", "xn--", "ü", "日本", "\u200D", "\uFFFD", "\u0301", "\u05D0", "\U0001F600", "%41", "%C3%BC", "1", "[::1]", ":80", "@", "_");

    public static TheoryData<string> Hosts => new(OddHosts());

    [Theory]
    [MemberData(nameof(Hosts))]
    public void An_odd_host_makes_a_url_all_of_whose_properties_can_be_read_or_none(string host)
    {
        foreach (string url in new[] { $"http://{host}/", $"https://user:password@{host}/x?q#f", $"http://{host}:8080/", host })
        {
            AssertSound(url);
        }
    }

    [Fact]
    public void Any_character_in_a_host_makes_a_url_all_of_whose_properties_can_be_read_or_none()
    {
        for (int character = 0; character <= char.MaxValue; character++)
        {
            AssertSound($"http://a{(char)character}b.example/");
        }
    }

    [Fact]
    public void Hosts_of_any_characters_of_any_kind_cost_only_their_own_result()
    {
        using var fixture = new EngineFixture();
        fixture.Network.Auto = _ => new HttpResponseMessage();
        using FetchBatch batch = fixture.Engine.StartBatch(new FetchLimits { Throttle = 4 }, inOrder: false);

        PropertyCheck.ForAll(5_000, Host.Shrinking(), host =>
        {
            batch.Add(FetchRequest.Create($"http://{host}/"));
            batch.Add(FetchRequest.Create("http://host/"));

            List<FetchOutcome> outcomes = EngineFixture.TakeReady(batch);
            Assert.Equal(2, outcomes.Count);
            Assert.Contains(outcomes, static outcome => outcome.Failure is null);
            Assert.All(outcomes, static outcome => Assert.True(outcome.Failure?.Kind is null or FetchFailureKind.InvalidUri));
            Assert.Equal(0, fixture.Engine.Outstanding);
        });
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public void A_redirect_to_an_odd_host_costs_only_its_own_result(string host)
    {
        using var fixture = new EngineFixture();
        using FetchBatch batch = fixture.Engine.StartBatch(new FetchLimits { Throttle = 2 }, inOrder: false);
        fixture.Add(batch, 2);

        fixture.Network.Oldest.Redirect($"http://{host}/next");
        while (fixture.Network.Outstanding > 0)
        {
            fixture.Network.Oldest.Refuse(503, "5");
        }

        List<FetchOutcome> outcomes = EngineFixture.TakeReady(batch);
        Assert.Equal(2, outcomes.Count);
        Assert.All(outcomes, static outcome => Assert.True(outcome.Failure?.Kind is null or FetchFailureKind.ProtocolError));
        Assert.Equal(0, fixture.Engine.Outstanding);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public void A_link_to_an_odd_host_is_a_link_or_none(string host)
    {
        using var fixture = new EngineFixture();

        FetchOutcome outcome = fixture.Fetch(fixture.Request(), network => network.Oldest.Answer(("Link", $"<http://{host}/2>; rel=next, </3>; rel=last")));

        Assert.Equal("http://host/3", outcome.RelationLink["last"]);
    }

    private static void AssertSound(string url)
    {
        FetchRequest request = FetchRequest.Create(url);
        if (request.Rejection is not null)
        {
            Assert.Equal(FetchFailureKind.InvalidUri, request.Rejection.Kind);
            Assert.Null(request.Uri);
            return;
        }

        foreach (PropertyInfo property in Properties)
        {
            property.GetValue(request.Uri);
        }

        Assert.NotEmpty(request.Host.Name);
        Assert.DoesNotContain(request.Host.Name, static character => char.IsControl(character) || character is ' ' or '/' or '?' or '#' or '@');
        Assert.Equal(request.Host, HostKey.Of(request.Requested));
    }

    private static string[] OddHosts() =>
    [
        "m\uFFFDller.de", "\u00AD", "a\u00ADb.de", "a\u200Db.de", "a\u200Bb.de", "\u200B", "ü-.de", "-ü.de", "xn--a.de", "xn--.de", "xn--\u00FF.de",
        "xn--" + new string('9', 80), new string('é', 64) + ".de", new string('é', 40) + ".de", new string('\u00FF', 59) + ".de",
        new string('a', 64) + ".de", new string('a', 300), "a..b", "ü..b", ".", "..", ".a", "a.", "[fe80::1%25eth0]", "[fe80::1%eth0]", "[::1]", "[::ffff:1.2.3.4]",
        "[v1.a]", "%66oo.de", "%C3%BC.de", "%00.de", "%ff.de", "%", "ü%00", "a%20b.de", "a_b.de", "ü_b.de", "\U0001F600.de", "\u2028x.de", "a\u3000b.de", "\u0301a.de",
        "\u05D01a.de", "a\uFF0Eb.de", "a\uFF0Fb.de", "a\uFF20b.de", "a\uFF05b.de", "\u0661.de", "1.2.3.4.5", "0x7f.1", "2130706433", "\uFF41.de", "a\u202Eb.de",
        "\u2FF0.de", "a\uFE0Fb.de", "\uE000.de", "\uFFFF.de", "\u0378.de", "stra\u00DFe.de", "\u2488b.de", "\u1E9E.de",
    ];
}
