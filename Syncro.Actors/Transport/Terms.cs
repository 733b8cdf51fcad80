using Syncro.Access;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Settings;

namespace Syncro.Transport;

/// <summary>What a connection's session is opened with, as the settings say.</summary>
internal static class Terms
{
    // A peer is told within a second where a position moved past scribes not for it: half of that, and a tick.
    private const long Move = 500;

    public static SessionTerms Of(SyncroSpace space, bool dials, ClientId? peer, string? token) => new(
        space.Client, space.Log.State.Journal, space.Settings.Space, space.Rules.Classes, dials, peer, token,
        new Admission(space.Settings.Access, space.Access), Timing(space.Settings));

    private static SessionTiming Timing(SyncroSettings settings) => new(
        Ms(settings.Wire.GreetTimeout), Ms(settings.Wire.NoopInterval), Ms(settings.Wire.SilenceTimeout), Move,
        settings.Wire.Window, Ms(settings.MaxClockDrift),
        new(settings.Rpc.ConcurrentCalls, settings.Rpc.WaitingCalls, Ms(settings.Rpc.Timeout)));

    private static long Ms(TimeSpan time) => (long)time.TotalMilliseconds;
}
