using Syncro.Scribes;

namespace Syncro.Records;

/// <summary>A record as the fold of the journal left it.</summary>
/// <param name="State">Its registers.</param>
/// <param name="Audience">Who may read it.</param>
/// <param name="Position">Of the last scribe that changed or restated it.</param>
public sealed record StoredRecord(RecordState State, Audience Audience, Position Position)
{
    /// <summary>A record of which nothing is known.</summary>
    internal static readonly StoredRecord Unknown = new(RecordState.Unknown, Audience.Relays, Position.Zero);

    /// <summary>Who can read it, and whether it is alive.</summary>
    internal Reach Reach => State.IsUnknown ? Reach.Unknown : new(Audience, State.Alive);
}
