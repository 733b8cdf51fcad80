using Syncro.Scribes;

namespace Syncro.Records;

/// <summary>That a record changed for a client, or was to be withdrawn from it: an entry of the index of its records.</summary>
/// <param name="Client">Its GUID; <c>""</c>: every client.</param>
/// <param name="Key">The record, or the applied operation.</param>
/// <param name="At">Where in the log.</param>
/// <param name="Withdraw">Whether the client may hold what it is not to.</param>
internal readonly record struct Concern(string Client, RecordKey Key, Position At, bool Withdraw)
{
    /// <summary>For every client.</summary>
    public const string Everyone = "";
}
