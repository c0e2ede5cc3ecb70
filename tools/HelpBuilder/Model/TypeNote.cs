namespace HelpBuilder.Model;

/// <summary>A type that can be piped in or comes out.</summary>
/// <param name="TypeName">Its full name, or None.</param>
/// <param name="Description">What it is about.</param>
internal sealed record TypeNote(string TypeName, IReadOnlyList<string> Description);
