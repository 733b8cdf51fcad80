using System.Collections.Immutable;
using Syncro.Scribes;

namespace Syncro.Sessions;

/// <summary>What a version-1 reader holds, where the log does not say so.</summary>
/// <param name="Missing">
/// Records that it doesn't hold although the log says that it could: too large for a frame, or gone when their create
/// was due.
/// </param>
/// <param name="Doubtful">
/// Records that it may hold or not: their destroy was left out, for they had come back, or may have been so in a session
/// before this one. The next that it is sent of one, whole or behind a bare create, ends the doubt.
/// </param>
internal sealed record LegacyHolds(ImmutableHashSet<RecordKey> Missing, ImmutableHashSet<RecordKey> Doubtful)
{
    public static readonly LegacyHolds AsTheLogSays = new([], []);

    public Builder ToBuilder() => new(Missing.ToBuilder(), Doubtful.ToBuilder());

    /// <summary>The same while a page is put together. A record is in one of both at most.</summary>
    internal sealed class Builder(ImmutableHashSet<RecordKey>.Builder missing, ImmutableHashSet<RecordKey>.Builder doubtful)
    {
        public bool Lacks(RecordKey key) => missing.Contains(key);

        public bool Doubts(RecordKey key) => doubtful.Contains(key);

        public void Lack(RecordKey key)
        {
            doubtful.Remove(key);
            missing.Add(key);
        }

        public void Doubt(RecordKey key)
        {
            missing.Remove(key);
            doubtful.Add(key);
        }

        public void FollowTheLog(RecordKey key)
        {
            missing.Remove(key);
            doubtful.Remove(key);
        }

        public LegacyHolds ToImmutable() => new(missing.ToImmutable(), doubtful.ToImmutable());
    }
}
