using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Syncro.Scribes;

namespace Syncro.Tests.Scribes;

public class RecordStateSpecs
{
    private static readonly RecordKey Key = new("Note", RecordId.Of("n1"));

    /// <summary>Few names and few stamps, so that changes meet.</summary>
    private static readonly Gen<Scribe.Change> Changes =
        Generators.Changes(Gen.Constant(Key), Gen.Elements("a", "b", "c", "\uFFFF", "😀"));

    private static readonly Gen<RecordState> States =
        Gen.Choose(0, 6).SelectMany(n => Changes.ArrayOf(n)).Select(Joined);

    private static RecordState Joined(IEnumerable<Scribe.Change> changes) =>
        changes.Aggregate(RecordState.Unknown, (state, change) => state.Merge(change).State);

    private static Property All<T>(Gen<T> gen, Func<T, T, bool> law) =>
        Prop.ForAll(gen.Two().ToArbitrary(), pair => law(pair.Item1, pair.Item2));

    [Property(MaxTest = 500)]
    public Property Merging_is_commutative() => All(States, (x, y) => x.Merge(y).Equals(y.Merge(x)));

    [Property(MaxTest = 500)]
    public Property Merging_is_associative() => Prop.ForAll(
        States.Three().ToArbitrary(),
        t => t.Item1.Merge(t.Item2).Merge(t.Item3).Equals(t.Item1.Merge(t.Item2.Merge(t.Item3))));

    [Property(MaxTest = 500)]
    public Property Merging_is_idempotent() => All(States, (x, y) => x.Merge(x).Equals(x) && x.Merge(y).Merge(y).Equals(x.Merge(y)));

    [Property(MaxTest = 500)]
    public Property Merging_a_change_is_joining_what_it_says() => Prop.ForAll(
        States.ToArbitrary(), Changes.ToArbitrary(),
        (state, change) => state.Merge(change).State.Equals(state.Merge(RecordState.Unknown.Merge(change).State)));

    [Property(MaxTest = 500)]
    public Property Changes_in_any_order_and_number_give_one_state(int seed) => Prop.ForAll(
        Changes.ArrayOf(6).ToArbitrary(), changes =>
        {
            Scribe.Change[] shuffled = [.. changes, .. changes];
            new System.Random(seed).Shuffle(shuffled);
            return Joined(changes).Equals(Joined(shuffled));
        });

    [Property(MaxTest = 1000)]
    public Property What_a_change_did_reproduces_the_state() => Prop.ForAll(
        States.ToArbitrary(), Changes.ToArbitrary(), (state, change) =>
        {
            var merged = state.Merge(change);
            return merged.State.Equals(merged.Effect.Aggregate(state, (s, effect) => s.Merge(effect).State))
                && merged.Effect.IsEmpty == merged.State.Equals(state);
        });

    [Property(MaxTest = 500)]
    public Property A_change_merged_twice_has_no_effect() => Prop.ForAll(
        States.ToArbitrary(), Changes.ToArbitrary(),
        (state, change) => state.Merge(change).State.Merge(change).Effect.IsEmpty);

    [Property(MaxTest = 500)]
    public Property An_effect_says_only_what_the_change_said() => Prop.ForAll(
        States.ToArbitrary(), Changes.ToArbitrary(),
        (state, change) => state.Merge(change).Effect.All(effect =>
            effect.Key == change.Key && effect.Registers.All(change.Registers.Contains)
            && effect.Stamps.All(change.Stamps.Contains)
            && (effect.Kind != ChangeType.Update || effect.Registers.All(r => r.At <= effect.At))));

    [Property(MaxTest = 500)]
    public Property A_full_create_shows_a_newcomer_the_same_record() => Prop.ForAll(States.ToArbitrary(), state =>
    {
        var copy = RecordState.Unknown.Merge(state.FullCreate(Key)).State;
        return !state.Alive || (copy.Alive && copy.Visible.SequenceEqual(state.Visible) && state.Merge(copy).Equals(state));
    });

    [Property(MaxTest = 500)]
    public Property A_dead_record_shows_nothing_and_one_alive_what_was_set_since() => Prop.ForAll(
        States.ToArbitrary(), state => state.Registers.All(r =>
            state[r.Name] == (state.Alive && r.At > state.Destroyed ? r.Value : null)
            && state.Visible.Contains(r) == state[r.Name].HasValue));

    [Property(MaxTest = 500)]
    public Property Registers_stay_sorted_with_each_name_once() => All(States, (x, y) =>
    {
        var names = x.Merge(y).Registers.Select(r => r.Name).ToList();
        return names.SequenceEqual(names.Distinct().Order(Utf8Order.Instance));
    });

    [Property(MaxTest = 500)]
    public Property Of_two_registers_the_greater_stamp_wins_then_the_greater_text() => All(States, (x, y) =>
    {
        var (join, won) = Registers.Merge(x.Registers, y.Registers);
        var expected = x.Registers.Concat(y.Registers).GroupBy(r => r.Name)
            .Select(g => g.OrderBy(r => r.At).ThenBy(r => r.Value).Last());
        return join.ToHashSet().SetEquals(expected) && won.ToHashSet().SetEquals(join.Except(x.Registers));
    });
}
