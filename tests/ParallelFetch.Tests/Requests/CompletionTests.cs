using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

public sealed class CompletionTests(ServerFixture fixture) : RequestTest(fixture)
{
    [Theory]
    [InlineData("-Method ", "Get", "Head", "Post", "Put", "Delete", "Trace", "Options", "Merge", "Patch")]
    [InlineData("-Method 'PA", "Patch")]
    [InlineData("-HttpVersion 1", "1.0", "1.1")]
    [InlineData("-ContentType ", "'application/json'", "'application/x-www-form-urlencoded'", "'text/plain; charset=utf-8'")]
    [InlineData("-ContentType text/p", "'text/plain'", "'text/plain; charset=utf-8'")]
    [InlineData("-ContentType 'text/p", "'text/plain'", "'text/plain; charset=utf-8'")]
    [InlineData("-Headers ", "@{ 'Accept' = '' }", "@{ 'Authorization' = '' }", "@{ 'If-None-Match' = '' }")]
    [InlineData("-Headers acc", "@{ 'Accept' = '' }", "@{ 'Accept-Encoding' = '' }")]
    [InlineData("-Authentication B", "Basic", "Bearer")]
    [InlineData("-SslProtocol ", "Default", "Tls", "Tls11", "Tls12", "Tls13")]
    [InlineData("-SslProtocol Tls1", "Tls11", "Tls12", "Tls13")]
    [InlineData("-TransferEncoding ", "chunked", "deflate", "gzip", "identity")]
    [InlineData("-FileHash ", "sha256:", "sha512:", "md5:")]
    [InlineData("-RetryStatusCode ", "408", "429", "503")]
    [InlineData("-RetryStatusCode 50", "500", "502", "503", "504")]
    [InlineData("-UserAgent ", "'MyScript/1.0 (+https://example.com/contact)'")]
    [InlineData("-Headers Accept:", "@{ 'Accept' = 'application/json' }", "@{ 'Accept' = 'text/html' }")]
    public void A_value_is_completed(string input, params string[] expected)
    {
        string[] texts = [.. Complete(input).Select(completion => completion.CompletionText)];

        Assert.Empty(expected.Except(texts));
        string word = input.Split(' ')[1].Trim('\'');
        Assert.All(texts, text => Assert.Contains(word.TrimEnd(':'), text, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("-Method ")]
    [InlineData("-ContentType ")]
    [InlineData("-HttpVersion ")]
    [InlineData("-Headers ")]
    [InlineData("-UserAgent ")]
    [InlineData("-CustomMethod ")]
    [InlineData("-RetryStatusCode 404,")]
    public async Task What_is_completed_can_be_run(string input)
    {
        foreach (CompletionResult completion in Complete(input))
        {
            string script = $"Start-ParallelFetch \"${{raw}}post\" {input}{completion.CompletionText}";

            // Headers are to be filled in first; HTTP/3 is not everywhere.
            if (input != "-Headers " && completion.CompletionText != "3.0")
            {
                RunWell(script);
            }
            else
            {
                Assert.Equal([], Run($"$null = {{ {script} }}").Errors);
            }
        }

        Assert.True(input is "-Headers " or "-UserAgent " || await RequestsAsync() > 2);
    }

    [Fact]
    public void A_header_that_is_completed_and_filled_in_is_sent()
    {
        string completed = Complete("-Headers X-Api")[0].CompletionText.Replace("''", "'filled in'", StringComparison.Ordinal);

        Assert.Equal("filled in", Echo(RunWell($"Start-ParallelFetch \"${{http}}echo\" -Headers {completed}").Output[0]).GetProperty("headers").GetProperty("X-Api-Key")[0].GetString());
    }

    [Fact]
    public void Nothing_is_offered_for_what_nobody_begins_like()
    {
        Assert.Empty(Complete("-Method xyz"));
        Assert.Empty(Complete("-ContentType xyz"));
    }

    private CompletionResult[] Complete(string input)
    {
        RunResult run = RunWell($"$text = @'\nStart-ParallelFetch http://x {input}\n'@\n[System.Management.Automation.CommandCompletion]::CompleteInput($text, $text.Length, $null).CompletionMatches");
        return [.. run.Output.Select(item => (CompletionResult)item.BaseObject)];
    }
}
