namespace Syncro.TestKit.Plans;

/// <summary>
/// Makes a plan that breaks an invariant smaller, as long as one like it still does: fewer deeds, then fewer peers and
/// links, then plainer ones. Source: Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (2002).
/// </summary>
/// <param name="scenario">What it was run with.</param>
/// <param name="budget">Runs that may be spent.</param>
internal sealed class Shrinker(IScenario scenario, int budget)
{
    // What is left happens in another order than before: some orders are tried before it is given up.
    private const int Schedules = 12;

    private int _left = budget;

    /// <summary>The smallest that was found, and what it breaks.</summary>
    public (Plan Plan, BrokenInvariantException Broken) Shrink(Plan plan, BrokenInvariantException broken)
    {
        var best = (Plan: plan, Broken: broken);
        for (var before = -1; _left > 0 && before != Size(best.Plan);)
        {
            before = Size(best.Plan);
            for (var chunk = Math.Max(best.Plan.Deeds.Length / 2, 1); chunk >= 1; chunk /= 2)
                for (var at = 0; at < best.Plan.Deeds.Length;)
                    if (!Try(best.Plan with { Deeds = best.Plan.Deeds.RemoveRange(at, Math.Min(chunk, best.Plan.Deeds.Length - at)) }, ref best))
                        at += chunk;
            foreach (var peer in best.Plan.Peers)
                Try(Without(best.Plan, peer), ref best);
            foreach (var link in best.Plan.Links)
                Try(best.Plan with { Links = best.Plan.Links.Remove(link) }, ref best);
            Try(best.Plan with { Steps = best.Plan.Steps / 2 }, ref best);
            Try(Closer(best.Plan), ref best);
            for (var i = 0; i < best.Plan.Peers.Length; i++)
                Try(Plainer(best.Plan, i), ref best);
        }
        return best;
    }

    private static int Size(Plan plan) => (plan.Deeds.Length * 1000) + (plan.Peers.Length * 100) + (plan.Links.Length * 10) + plan.Steps;

    private bool Try(Plan candidate, ref (Plan Plan, BrokenInvariantException Broken) best)
    {
        if (candidate == best.Plan || !IsConnected(candidate))
            return false;
        for (var i = 0; i < Schedules && _left-- > 0; i++)
        {
            var scheduled = candidate with { Schedule = candidate.Schedule + (ulong)i };
            if (Run.Of(scheduled, scenario).Broken is not { } broken || broken.Number != best.Broken.Number)
                continue;
            best = (scheduled, broken);
            return true;
        }
        return false;
    }

    private static Plan Without(Plan plan, PlannedPeer peer) => plan with
    {
        Peers = plan.Peers.Remove(peer),
        Links = plan.Links.RemoveAll(link => link.From == peer.Name || link.To == peer.Name),
        Deeds = plan.Deeds.RemoveAll(deed => deed.At == peer.Name),
    };

    /// <summary>With half the time between deeds.</summary>
    private static Plan Closer(Plan plan) => plan with
    {
        Steps = (plan.Steps / 2) + 1,
        Deeds = [.. plan.Deeds.Select(deed => deed with { Step = deed.Step / 2 })],
    };

    private static Plan Plainer(Plan plan, int at) => at >= plan.Peers.Length ? plan : plan with
    {
        Peers = plan.Peers.SetItem(at, plan.Peers[at] with { Skew = 0, PageSize = 256 * 1024, CommitScribes = 4096, Late = false }),
    };

    // Else they could not be alike in the end.
    private static bool IsConnected(Plan plan)
    {
        if (!plan.Peers.Any(peer => peer.Kind == PeerKind.Relay))
            return false;
        var reached = new HashSet<string> { plan.Peers.First(peer => peer.Kind == PeerKind.Relay).Name };
        var relays = plan.Peers.Where(peer => peer.Kind == PeerKind.Relay).Select(peer => peer.Name).ToHashSet();
        for (var before = 0; before != reached.Count;)
        {
            before = reached.Count;
            foreach (var link in plan.Links.Where(link => relays.Contains(link.From) && relays.Contains(link.To)))
                if (reached.Contains(link.From) || reached.Contains(link.To))
                    reached.UnionWith([link.From, link.To]);
        }
        return relays.IsSubsetOf(reached) && plan.Peers.All(peer => relays.Contains(peer.Name)
            || plan.Links.Any(link => link.From == peer.Name || link.To == peer.Name));
    }
}
