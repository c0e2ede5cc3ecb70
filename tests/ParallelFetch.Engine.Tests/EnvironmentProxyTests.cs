using System.Net;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests;

public sealed class EnvironmentProxyTests
{
    [Fact]
    public void Without_a_variable_there_is_none()
    {
        Assert.Null(Read());
        Assert.Null(Read("no_proxy=*"));
        Assert.Null(Read("http_proxy=", "https_proxy= ", "ALL_PROXY="));
        Assert.Null(Read("http_proxy=http://[bad"));
    }

    [Theory]
    [InlineData("http_proxy", "http://p/", null)]
    [InlineData("HTTP_PROXY", "http://p/", null)]
    [InlineData("https_proxy", null, "http://p/")]
    [InlineData("HTTPS_PROXY", null, "http://p/")]
    [InlineData("all_proxy", "http://p/", "http://p/")]
    [InlineData("ALL_PROXY", "http://p/", "http://p/")]
    [InlineData("ftp_proxy", null, null)]
    [InlineData("Http_Proxy", null, null)]
    public void A_variable_is_for_the_scheme_that_it_names(string name, string? http, string? https)
    {
        IWebProxy? proxy = Read($"{name}=http://p");

        AssertProxy(http, proxy, "http://host/");
        AssertProxy(https, proxy, "https://host/");
    }

    [Fact]
    public void Lower_case_wins_over_upper_case_and_the_scheme_over_all()
    {
        IWebProxy? proxy = Read("http_proxy=http://lower", "HTTP_PROXY=http://upper", "all_proxy=http://all", "ALL_PROXY=http://upper");

        AssertProxy("http://lower/", proxy, "http://host/");
        AssertProxy("http://all/", proxy, "https://host/");
    }

    [Fact]
    public void What_a_request_to_a_cgi_program_can_set_is_not_heeded_there()
    {
        Assert.Null(Read("HTTP_PROXY=http://evil", "GATEWAY_INTERFACE=CGI/1.1"));
        Assert.Null(Read("HTTP_PROXY=http://evil", "GATEWAY_INTERFACE="));
        AssertProxy("http://good/", Read("HTTP_PROXY=http://evil", "http_proxy=http://good", "GATEWAY_INTERFACE=CGI/1.1"), "http://host/");
        AssertProxy("http://all/", Read("HTTP_PROXY=http://evil", "ALL_PROXY=http://all", "GATEWAY_INTERFACE=CGI/1.1"), "http://host/");
        AssertProxy("http://good/", Read("HTTPS_PROXY=http://good", "GATEWAY_INTERFACE=CGI/1.1"), "https://host/");
    }

    [Theory]
    [InlineData("p", "http://p/")]
    [InlineData("p:8080", "http://p:8080/")]
    [InlineData(" p:8080 ", "http://p:8080/")]
    [InlineData("127.0.0.1:8080", "http://127.0.0.1:8080/")]
    [InlineData("[::1]:8080", "http://[::1]:8080/")]
    [InlineData("user:password@p:8080", "http://p:8080/")]
    [InlineData("https://p", "https://p/")]
    [InlineData("socks5://p:1080", "socks5://p:1080/")]
    public void An_address_may_lack_its_scheme(string address, string expected) =>
        AssertProxy(expected, Read("all_proxy=" + address), "http://host/");

    [Theory]
    [InlineData("host", "http://host/", true)]
    [InlineData("HOST", "http://Host/", true)]
    [InlineData("host", "https://host:8443/", true)]
    [InlineData("host", "http://hostess/", false)]
    [InlineData("host", "http://myhost/", false)]
    [InlineData("example.com", "http://example.com/", true)]
    [InlineData("example.com", "http://a.b.example.com/", true)]
    [InlineData("example.com", "http://notexample.com/", false)]
    [InlineData("example.com", "http://example.com.evil/", false)]
    [InlineData(".example.com", "http://example.com/", true)]
    [InlineData(".example.com", "http://a.example.com/", true)]
    [InlineData(".example.com", "http://notexample.com/", false)]
    [InlineData("*.example.com", "http://a.example.com/", true)]
    [InlineData("*.example.com", "http://notexample.com/", false)]
    [InlineData("*", "http://anything/", true)]
    [InlineData("host:8080", "http://host:8080/", true)]
    [InlineData("host:8080", "http://host/", false)]
    [InlineData("host:80", "http://host/", true)]
    [InlineData("host:443", "https://host/", true)]
    [InlineData(".example.com:81", "http://a.example.com:81/", true)]
    [InlineData(".example.com:81", "http://a.example.com/", false)]
    [InlineData("127.0.0.1", "http://127.0.0.1:5000/", true)]
    [InlineData("127.0.0.1", "http://127.0.0.11/", false)]
    [InlineData("127.0.0.1:81", "http://127.0.0.1:81/", true)]
    [InlineData("127.0.0.1:81", "http://127.0.0.1/", false)]
    [InlineData("10.0.0.0/8", "http://10.1.2.3/", true)]
    [InlineData("10.0.0.0/8", "http://11.1.2.3/", false)]
    [InlineData("10.0.0.0/8", "http://host/", false)]
    [InlineData("192.168.1.0/25", "http://192.168.1.127/", true)]
    [InlineData("192.168.1.0/25", "http://192.168.1.128/", false)]
    [InlineData("10.0.0.0/99", "http://10.0.0.0/", false)]
    [InlineData("::1", "http://[::1]/", true)]
    [InlineData("[::1]", "http://[::1]:5000/", true)]
    [InlineData("0:0:0:0:0:0:0:1", "http://[::1]/", true)]
    [InlineData("::1", "http://[::2]/", false)]
    [InlineData("[::1]:81", "http://[::1]:81/", true)]
    [InlineData("[::1]:81", "http://[::1]/", false)]
    [InlineData("fd00::/8", "http://[fd12::1]/", true)]
    [InlineData("fd00::/8", "http://[fe80::1]/", false)]
    [InlineData("a,host", "http://host/", true)]
    [InlineData("a, host ,b", "http://host/", true)]
    [InlineData("a host b", "http://host/", true)]
    [InlineData(",, ,", "http://host/", false)]
    [InlineData(".", "http://host/", false)]
    [InlineData("", "http://host/", false)]
    public void Exceptions_go_without_the_proxy(string exceptions, string url, bool isException)
    {
        Assert.Equal(isException, Read("all_proxy=http://p", "no_proxy=" + exceptions)!.IsBypassed(new Uri(url)));
        Assert.Equal(isException, Read("all_proxy=http://p", "NO_PROXY=" + exceptions)!.IsBypassed(new Uri(url)));
    }

    [Fact]
    public void An_exception_may_have_any_letters()
    {
        IWebProxy proxy = Read("all_proxy=http://p", "no_proxy=münchen.example")!;

        Assert.True(proxy.IsBypassed(new Uri("http://münchen.example/")));
        Assert.True(proxy.IsBypassed(new Uri("http://xn--mnchen-3ya.example/")));
    }

    [Fact]
    public void An_address_is_not_taken_for_a_name_that_another_one_ends_with() =>
        Assert.False(Read("all_proxy=http://p", "no_proxy=0.0.1")!.IsBypassed(new Uri("http://10.0.0.1/")));

    [Fact]
    public void The_account_in_the_address_answers_the_proxys_challenge()
    {
        IWebProxy proxy = Read("http_proxy=http://us%40er:pass:w%2Ford@p:8080", "https_proxy=http://q")!;

        NetworkCredential account = proxy.Credentials!.GetCredential(proxy.GetProxy(new Uri("http://host/"))!, "Basic")!;

        Assert.Equal(("us@er", "pass:w/ord"), (account.UserName, account.Password));
        Assert.Null(proxy.Credentials.GetCredential(proxy.GetProxy(new Uri("https://host/"))!, "Basic"));
    }

    [Fact]
    public void The_same_variables_are_the_same_proxy()
    {
        string[] variables = ["http_proxy=http://a:b@p", "https_proxy=http://c:d@q", "no_proxy=x,y"];

        Assert.Equal(Choose(variables), Choose(variables));
        Assert.Equal(Choose(variables)!.GetHashCode(), Choose(variables)!.GetHashCode());
        Assert.Equal(Choose("all_proxy=http://p"), Choose("http_proxy=http://p", "https_proxy=p:80"));
    }

    [Theory]
    [InlineData("http_proxy=http://a:b@P2")]
    [InlineData("http_proxy=http://a:other@p")]
    [InlineData("http_proxy=http://p")]
    [InlineData("https_proxy=http://c:other@q")]
    [InlineData("https_proxy=")]
    [InlineData("no_proxy=x")]
    [InlineData("no_proxy=")]
    public void Any_other_variable_is_another_proxy(string different) => Assert.NotEqual(
        Choose("http_proxy=http://a:b@p", "https_proxy=http://c:d@q", "no_proxy=x,y"),
        Choose(different, "http_proxy=http://a:b@p", "https_proxy=http://c:d@q", "no_proxy=x,y"));

    private static void AssertProxy(string? expected, IWebProxy? proxy, string url)
    {
        var uri = new Uri(url);
        Assert.Equal(expected, proxy?.GetProxy(uri)?.AbsoluteUri);
        Assert.Equal(expected is null, proxy?.IsBypassed(uri) ?? true);
    }

    private static IWebProxy? Read(params string[] variables) => (IWebProxy?)Choose(variables);

    // The first of each name counts.
    private static ProxyChoice? Choose(params string[] variables) => EnvironmentProxy.Read(name =>
        Array.Find(variables, variable => variable.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..]);
}
