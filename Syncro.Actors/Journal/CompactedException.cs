using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>What was asked of the journal is gone: of that part, compaction left the records alone.</summary>
public sealed class CompactedException : SyncroException
{
    internal CompactedException(Position asked, Position begins)
        : base($"position {asked} is before {begins}, where the journal begins since it was compacted") => Begins = begins;

    /// <summary>Where the journal begins now.</summary>
    public Position Begins { get; }
}
