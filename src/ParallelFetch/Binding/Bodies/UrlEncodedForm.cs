using System.Collections;
using System.Net;
using System.Text;

namespace ParallelFetch.Binding;

/// <summary>Names and values as a form or query (WHATWG URL, section 5.2). A list gives one pair for each item.</summary>
internal static class UrlEncodedForm
{
    internal static string Write(IDictionary fields)
    {
        var text = new StringBuilder();
        foreach (DictionaryEntry field in fields)
        {
            object? value = PSValue.Unwrap(field.Value);
            IEnumerable values = value is IEnumerable list and not string ? list : new[] { value };
            foreach (object? item in values)
            {
                if (text.Length > 0)
                {
                    text.Append('&');
                }

                text.Append(WebUtility.UrlEncode(PSValue.ToText(field.Key))).Append('=').Append(WebUtility.UrlEncode(PSValue.ToText(item)));
            }
        }

        return text.ToString();
    }
}
