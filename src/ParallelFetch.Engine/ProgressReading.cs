namespace ParallelFetch;

/// <summary>What a progress bar shows.</summary>
/// <param name="Percent">How much is done, in percent; -1 while nobody knows.</param>
/// <param name="SecondsLeft">The estimated time to the end; -1 while nobody knows.</param>
/// <param name="Text">The same, and more, as text.</param>
internal readonly record struct ProgressReading(int Percent, int SecondsLeft, string Text);
