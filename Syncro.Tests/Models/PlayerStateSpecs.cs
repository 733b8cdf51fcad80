using FsCheck;
using FsCheck.Xunit;
using Syncro.Models;
using Syncro.Scribes;
using static Syncro.Tests.Models.PlayerRun;

namespace Syncro.Tests.Models;

/// <summary>What a player does next, without an actor, a clock or a disk.</summary>
public class PlayerStateSpecs
{
    private static PlayerRun Started(PlayerRun run, params long[] commits)
    {
        run.Add([.. commits.Select(commit => Scribe(commit))]);
        run.Start();
        return run;
    }

    [Fact]
    public void Scribes_are_played_in_order_those_that_were_there_and_those_that_come()
    {
        var run = Started(new(), 2, 3, 5);
        run.Add(Scribe(6), Scribe(7));
        Assert.Equal([2, 3, 5, 6, 7], run.Effects);
        Assert.Equal(Position.Of(7, 0), run.Disk.Position);
        Assert.Equal(0, run.State.Behind(7));
    }

    [Fact]
    public void After_a_restart_it_goes_on_where_it_stopped()
    {
        var run = Started(new(), 2, 3);
        run.Start();
        run.Add(Scribe(4));
        Assert.Equal([2, 3, 4], run.Effects);
    }

    [Fact]
    public void One_that_fails_is_tried_again_after_pauses_that_double_then_set_aside_and_the_next_goes_on()
    {
        var run = new PlayerRun(retries: 3) { Fails = scribe => scribe.Position.Commit == 3 ? "no" : null };
        Started(run, 2, 3, 4);
        Assert.Equal([2, 4], run.Effects);
        Assert.Equal(1 + 4 + 1, run.Tries);
        Assert.Equal([100, 200, 250], run.Pauses.Select(pause => pause.TotalMilliseconds));
        Assert.Equal("no", Assert.Single(run.Disk.SetAside).Value);
        Assert.Equal(Position.Of(4, 0), run.Disk.Position);
    }

    [Fact]
    public void A_pause_is_shortened_by_up_to_half() =>
        Assert.Equal(50, new PlayerTerms("Log", [], [], new(1, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), default, 1)).Pause(1, 1).TotalMilliseconds);

    [Fact]
    public void One_that_succeeds_when_tried_again_is_not_set_aside_and_the_next_has_all_its_tries()
    {
        var run = new PlayerRun(retries: 2);
        run.Fails = scribe => run.Tries % 3 != 0 ? "not yet" : null;
        Started(run, 2, 3, 4);
        Assert.Equal([2, 3, 4], run.Effects);
        Assert.Empty(run.Disk.SetAside);
    }

    [Fact]
    public void A_type_that_is_not_the_classs_own_is_set_aside_untried_and_names_it()
    {
        var run = new PlayerRun();
        run.Add(Scribe(2), Scribe(3, "other"), Scribe(4));
        run.Start();
        Assert.Equal([2, 4], run.Effects);
        Assert.Equal("class 'Log' has no scribe type 'other' here", run.Disk.SetAside[Position.Of(3, 0)]);
        run.PlayAgain(3);
        Assert.Equal(new PlayerReply.Failed("class 'Log' has no scribe type 'other' here"), run.Reply);
        Assert.Equal(2, run.Tries);
    }

    [Fact]
    public void At_the_bound_playing_pauses_and_goes_on_once_there_is_room()
    {
        var run = new PlayerRun(retries: 0, setAside: 2) { Fails = scribe => scribe.Position.Commit is 2 or 3 ? "no" : null };
        Started(run, 2, 3, 4);
        run.Add(Scribe(5));
        Assert.Empty(run.Effects);
        Assert.Contains("syncro.players.set-aside", run.State.Paused, StringComparison.Ordinal);
        Assert.Equal(2, run.State.Behind(5));
        run.Start();
        Assert.Empty(run.Effects);
        run.Fails = _ => null;
        run.PlayAgain(3);
        Assert.Equal(new PlayerReply.Done(), run.Reply);
        Assert.Equal([3, 4, 5], run.Effects);
        Assert.Null(run.State.Paused);
        Assert.Equal([Position.Of(2, 0)], run.Disk.SetAside.Keys);
    }

    [Fact]
    public void One_played_again_that_fails_stays_set_aside_with_its_new_error()
    {
        var run = new PlayerRun(retries: 0) { Fails = scribe => scribe.Position.Commit == 2 ? "no" : null };
        Started(run, 2, 3);
        run.Fails = _ => "still not";
        run.PlayAgain(2);
        Assert.Equal(new PlayerReply.Failed("still not"), run.Reply);
        Assert.Equal("still not", Assert.Single(run.Disk.SetAside).Value);
        Assert.Equal(Position.Of(3, 0), run.Disk.Position);
    }

    [Fact]
    public void Only_what_is_set_aside_is_played_again_and_one_at_a_time()
    {
        var run = Started(new(), 2);
        run.PlayAgain(2);
        Assert.Equal(Code.NotFound, Assert.IsType<PlayerReply.Refused>(run.Reply).Code);
        var state = run.State with { Played = run.Disk.Apply(new PlayerEvent.SetAside(new(8192), "no")), Work = new PlayerWork.Looking() };
        state = state.On(new PlayerMessage.PlayAgain(new(8192))).State;
        var refused = Assert.IsType<PlayerEffect.Refuse>(Assert.Single(state.On(new PlayerMessage.PlayAgain(new(8192))).Effects));
        Assert.Equal(Code.TooMany, Assert.IsType<PlayerReply.Refused>(refused.Reply).Code);
    }

    [Fact]
    public void While_one_rests_another_can_be_played_again()
    {
        var run = new PlayerRun(retries: 5) { Fails = scribe => scribe.Position.Commit == 3 ? "no" : null, HoldPauses = true };
        run.Disk = Played.Nothing.Apply(new PlayerEvent.SetAside(Position.Of(2, 0), "no"));
        Started(run, 2, 3);
        run.PlayAgain(2);
        Assert.Equal(new PlayerReply.Done(), run.Reply);
        Assert.True(run.State.Resting);
        run.Fails = _ => null;
        run.Rested();
        Assert.Equal([2, 3], run.Effects);
    }

    [Fact]
    public void A_crash_between_effect_and_position_plays_it_again()
    {
        var run = new PlayerRun { Crashes = @event => @event is PlayerEvent.Advanced { To.Commit: 3 } };
        Started(run, 2, 3, 4);
        Assert.Equal([2, 3], run.Effects);
        run.Crashes = _ => false;
        run.Start();
        Assert.Equal([2, 3, 3, 4], run.Effects);
    }

    [Fact]
    public void A_player_that_keeps_its_position_is_believed_and_nothing_of_it_is_written_down()
    {
        var run = new PlayerRun { KeepsItself = true, Crashes = _ => throw new InvalidOperationException("written down") };
        Started(run, 2, 3);
        run.Start();
        run.Add(Scribe(4));
        Assert.Equal([2, 3, 4], run.Effects);
        run.Own = Position.Of(2, 0);
        run.Start();
        Assert.Equal([2, 3, 4, 3, 4], run.Effects);
    }

    [Fact]
    public void Where_its_own_storage_cannot_tell_or_tells_what_cannot_be_it_waits_and_asks_again()
    {
        var run = new PlayerRun { KeepsItself = true, OwnFails = "locked", HoldPauses = true };
        Started(run, 2);
        Assert.Equal("where its own storage stands is not known: locked", run.State.Paused);
        (run.OwnFails, run.Own) = (null, Position.Of(9, 0));
        run.Rested();
        Assert.Contains("beyond the journal", run.State.Paused, StringComparison.Ordinal);
        run.Own = Position.Zero;
        run.Rested();
        Assert.Null(run.State.Paused);
        Assert.Equal([2], run.Effects);
    }

    [Fact]
    public void A_long_stretch_without_anything_to_play_is_not_looked_through_at_every_start()
    {
        var run = Started(new(), 2);
        run.Add(Scribe(3) with { Scribe = new Scribe.Operation("Other", "x", new(1, "b"), JsonText.Null) });
        Assert.Equal(2, run.Disk.Position.Commit);
        run.Add(Scribe(2000) with { Scribe = new Scribe.Operation("Other", "x", new(1, "b"), JsonText.Null) });
        Assert.Equal(2000, run.Disk.Position.Commit);
    }

    [Property(MaxTest = 500)]
    public void Whatever_fails_or_crashes_each_is_played_in_order_or_set_aside_and_with_a_position_of_its_own_once(int seed, bool keepsItself)
    {
        var random = new System.Random(seed);
        var run = new PlayerRun(retries: random.Next(3), setAside: 100)
        {
            KeepsItself = keepsItself,
            Fails = _ => random.Next(3) == 0 ? "no" : null,
            Crashes = _ => random.Next(4) == 0,
        };
        run.Start();
        for (var commit = 2; commit < 30; commit++)
        {
            if (random.Next(5) == 0)
                run.Start();
            run.Add(Scribe(commit));
        }
        run.Crashes = _ => false;
        run.Start();
        var first = run.Effects.Distinct().ToList();
        Assert.Equal(first.Order(), first);
        var aside = run.Disk.SetAside.Keys.Select(position => position.Commit).ToList();
        Assert.Equal(Enumerable.Range(2, 28).Select(i => (long)i), first.Union(aside).Order());
        if (keepsItself)
            Assert.Equal(first, run.Effects);
    }
}
