using Syncro.Scribes;

namespace Syncro.Clients;

/// <summary>How far a client's journal is read, while it is read up to where it ended when its session began.</summary>
/// <param name="From">Where reading began.</param>
/// <param name="At">How far it came.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Scribes">That came with it.</param>
/// <param name="Began">By the clock of whoever logs it.</param>
/// <param name="Logged">When it was logged last; null: not yet.</param>
internal sealed record CatchUp(Position From, Position At, Position To, long Scribes, TimeSpan Began, TimeSpan? Logged)
{
    /// <summary>One that takes longer than this is logged, and again as often.</summary>
    public static readonly TimeSpan LogEvery = TimeSpan.FromSeconds(5);

    /// <summary>Null where there is nothing to read.</summary>
    public static CatchUp? Begin(Cursor? seen, Cursor? head, TimeSpan now)
    {
        var from = seen?.Journal == head?.Journal ? seen?.Position ?? Position.Zero : Position.Zero;
        return head is null || head.Position <= from ? null : new(from, from, head.Position, 0, now, null);
    }

    /// <summary>After a page; begun anew where that is before what was read.</summary>
    public CatchUp After(Position at, int scribes) => this with
    {
        From = at < At ? Position.Zero : From,
        At = at,
        Scribes = Scribes + scribes,
    };

    /// <summary>Whether it came to its end.</summary>
    public bool IsOver => At >= To;

    /// <summary>For those who ask.</summary>
    public SyncProgress Progress => new(Scribes, Math.Clamp((double)(At.Value - From.Value) / (To.Value - From.Value), 0, 1));

    /// <summary>What is to be logged now; null: nothing.</summary>
    public string? Line(ClientId client, TimeSpan now) =>
        IsOver && Logged is not null ? $"Caught up with {client}: {Scribes:N0} scribes in {(now - Began).TotalSeconds:F0} s"
        : !IsOver && now - (Logged ?? Began) >= LogEvery ? $"Catching up with {client}: {Scribes:N0} scribes, {Math.Floor(Progress.Fraction * 100)} %"
        : null;
}
