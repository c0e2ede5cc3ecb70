using System.Collections;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace ParallelFetch.Shell;

/// <summary>Asks the user at the console, and refuses with a clear error when there is nobody to ask.</summary>
internal sealed class ConsolePrompts(PSHostUserInterface screen, ConsoleInput input)
{
    /// <summary>Reads a line; from redirected input too, where its end gives an empty line.</summary>
    public string ReadLine() => input.ReadLine() ?? string.Empty;

    public SecureString ReadSecret()
    {
        RequireConsole("a password");
        var secret = new SecureString();
        while (true)
        {
            ConsoleKeyInfo key = input.ReadKey();
            if (key.Key == ConsoleKey.Enter)
            {
                break;
            }

            if (key.Key == ConsoleKey.Backspace)
            {
                if (secret.Length > 0)
                {
                    secret.RemoveAt(secret.Length - 1);
                    screen.Write("\b \b");
                }
            }
            else if (!char.IsControl(key.KeyChar))
            {
                secret.AppendChar(key.KeyChar);
                screen.Write("*");
            }
        }

        screen.WriteLine();
        secret.MakeReadOnly();
        return secret;
    }

    public Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        RequireConsole(string.Join(", ", descriptions.Select(description => description.Name)));
        Introduce(caption, message);
        return descriptions.ToDictionary(description => description.Name, ReadField, StringComparer.OrdinalIgnoreCase);
    }

    public int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        RequireConsole("a choice");
        Introduce(caption, message);
        (string Key, string Label)[] options = [.. choices.Select(Split)];
        while (true)
        {
            screen.Write(string.Join("  ", options.Select(option => $"[{option.Key}] {option.Label}")));
            screen.Write(defaultChoice >= 0 ? $" (default is \"{options[defaultChoice].Key}\"): " : ": ");
            string answer = ReadAnswer().Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            int chosen = Array.FindIndex(options, option => Same(answer, option.Key) || Same(answer, option.Label));
            if (chosen >= 0)
            {
                return chosen;
            }
        }
    }

    public PSCredential PromptForCredential(string caption, string message, string userName)
    {
        RequireConsole("a user name and password");
        Introduce(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            screen.Write("User: ");
            userName = ReadAnswer();
        }

        screen.Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadSecret());
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>"&amp;Yes" is chosen by Y and shown as Yes.</summary>
    private static (string Key, string Label) Split(ChoiceDescription choice)
    {
        string label = choice.Label.Replace("&", string.Empty, StringComparison.Ordinal);
        int mark = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < choice.Label.Length
            ? (char.ToUpper(choice.Label[mark + 1], CultureInfo.CurrentCulture).ToString(), label)
            : (label, label);
    }

    private static void RequireConsole(string what)
    {
        if (Console.IsInputRedirected)
        {
            throw new HostException($"The command asks for {what}, but standard input is not a console. Give it as a parameter.");
        }
    }

    private string ReadAnswer() => input.ReadLine() ?? throw new PipelineStoppedException();

    private void Introduce(string caption, string message)
    {
        foreach (string line in new[] { caption, message }.Where(line => !string.IsNullOrEmpty(line)))
        {
            screen.WriteLine(line);
        }
    }

    private PSObject ReadField(FieldDescription description)
    {
        Type type = LanguagePrimitives.TryConvertTo(description.ParameterTypeFullName, out Type found) ? found : typeof(string);
        if (type == typeof(PSCredential))
        {
            return new PSObject(PromptForCredential(string.Empty, description.Name, string.Empty));
        }

        bool isList = typeof(IList).IsAssignableFrom(type);
        var items = new List<object>();
        while (true)
        {
            screen.Write(isList ? $"{description.Name}[{items.Count}]: " : $"{description.Name}: ");
            object answer = type == typeof(SecureString) ? ReadSecret() : ReadAnswer();
            if (!isList)
            {
                return new PSObject(LanguagePrimitives.ConvertTo(answer, type, CultureInfo.CurrentCulture));
            }

            if (answer is "")
            {
                return new PSObject(LanguagePrimitives.ConvertTo(items.ToArray(), type, CultureInfo.CurrentCulture));
            }

            items.Add(answer);
        }
    }
}
