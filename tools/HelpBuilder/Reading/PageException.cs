namespace HelpBuilder.Reading;

/// <summary>A page is not as it has to be; the message says what is missing.</summary>
internal sealed class PageException : Exception
{
    internal PageException(string message)
        : base(message)
    {
    }

    internal PageException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
