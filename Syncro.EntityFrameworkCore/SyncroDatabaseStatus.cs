using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Syncro.EntityFrameworkCore.Saving;
using Syncro.EntityFrameworkCore.Tables;
using Syncro.Scribes;

namespace Syncro.EntityFrameworkCore;

/// <summary>How an application's database stands towards its peer.</summary>
/// <param name="Position">Of the last scribe that is played into it.</param>
/// <param name="Outbox">Change sets saved and not yet recorded.</param>
/// <param name="Waiting">Records without a row, or without a reference, until another record comes.</param>
/// <param name="Refused">Changes that the peer refused; each stays in <c>SyncroOutbox</c> until its <c>Error</c> is made null there, or it is deleted. At most 100.</param>
/// <param name="Wrong">Records that their entity can't hold; each is tried again when it changes and at the next start. At most 100.</param>
/// <param name="LastError">Why it stands still, if it does; it tries again by itself.</param>
public sealed record SyncroDatabaseStatus(
    Position Position, int Outbox, int Waiting, ImmutableArray<SetAside> Refused, ImmutableArray<SetAside> Wrong, string? LastError)
{
    private const int Shown = 100;

    internal static async Task<SyncroDatabaseStatus> ReadAsync(DbContext context, string? lastError, CancellationToken cancel)
    {
        var position = await context.Set<JournalPosition>().Select(row => row.Position).SingleAsync(cancel).ConfigureAwait(false);
        var outbox = context.Set<OutboxRow>().AsNoTracking();
        var waiting = context.Set<WaitingRecord>().AsNoTracking();
        var refused = await outbox.Where(row => row.Error != null).OrderBy(row => row.Row).Take(Shown)
            .Select(row => new { row.Class, row.Id, row.Error }).ToListAsync(cancel).ConfigureAwait(false);
        var wrong = await waiting.Where(row => row.Error != null).OrderBy(row => row.Row).Take(Shown)
            .Select(row => new { row.Class, row.Id, row.Error }).ToListAsync(cancel).ConfigureAwait(false);
        return new(
            new(position),
            await outbox.CountAsync(row => row.Error == null && row.Index == 0, cancel).ConfigureAwait(false),
            await waiting.Where(row => row.Error == null).Select(row => new { row.Class, row.Id }).Distinct().CountAsync(cancel).ConfigureAwait(false),
            [.. refused.Select(row => new SetAside(AttributesJson.Key(row.Class, row.Id), row.Error!))],
            [.. wrong.Select(row => new SetAside(AttributesJson.Key(row.Class, row.Id), row.Error!))],
            lastError);
    }
}

/// <summary>A record that is set aside, and why.</summary>
public sealed record SetAside(RecordKey Record, string Why);
