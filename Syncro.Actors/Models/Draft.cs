using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Models;

/// <summary>A record within a transaction.</summary>
/// <param name="Found">The position at which it was read; null where it was not.</param>
/// <param name="Alive">Whether it is there.</param>
/// <param name="Values">Its attributes.</param>
internal sealed record Draft(Position? Found, bool Alive, ImmutableDictionary<string, JsonText> Values)
{
    public static readonly Draft None = new(null, false, ImmutableDictionary<string, JsonText>.Empty);

    public static Draft Of(StoredRecord? stored) => new(
        stored?.Position ?? Position.Zero, stored?.State.Alive ?? false,
        (stored?.State.Visible ?? []).ToImmutableDictionary(register => register.Name, register => register.Value));

    public static Draft Of(Attributes created) => None.With(created) with { Alive = true };

    public Draft With(Attributes changed) => this with { Values = Values.SetItems(changed.Values) };
}
