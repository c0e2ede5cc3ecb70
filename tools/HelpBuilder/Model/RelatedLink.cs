namespace HelpBuilder.Model;

/// <summary>A related topic.</summary>
/// <param name="Text">Its name.</param>
/// <param name="Address">Its web address; null for a page of this module, which Get-Help finds by its name.</param>
internal sealed record RelatedLink(string Text, string? Address);
