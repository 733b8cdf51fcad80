using System.Diagnostics.Metrics;

namespace Syncro;

/// <summary>What can be counted of a peer, under the meter <c>Syncro</c>.</summary>
internal sealed class SyncroMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Syncro";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _recorded, _received, _sent, _rejected, _commits;
    private readonly UpDownCounter<long> _sessions;
    private readonly Histogram<double> _commitSize;

    internal SyncroMetrics()
    {
        _commits = _meter.CreateCounter<long>("syncro.journal.commits", "{commit}", "Commits persisted");
        _recorded = _meter.CreateCounter<long>("syncro.journal.scribes", "{scribe}", "Scribes persisted");
        _commitSize = _meter.CreateHistogram<double>("syncro.journal.commit.scribes", "{scribe}", "Scribes in a commit");
        _received = _meter.CreateCounter<long>("syncro.session.received", "{scribe}", "Scribes received");
        _rejected = _meter.CreateCounter<long>("syncro.session.rejected", "{scribe}", "Scribes received and refused");
        _sent = _meter.CreateCounter<long>("syncro.session.sent", "{scribe}", "Scribes sent");
        _sessions = _meter.CreateUpDownCounter<long>("syncro.sessions", "{session}", "Sessions live");
    }

    internal void Committed(int scribes)
    {
        _commits.Add(1);
        _recorded.Add(scribes);
        _commitSize.Record(scribes);
    }

    internal void Received(int scribes, int rejected)
    {
        _received.Add(scribes);
        _rejected.Add(rejected);
    }

    internal void Sent(int scribes) => _sent.Add(scribes);

    internal void SessionOpened() => _sessions.Add(1);

    internal void SessionClosed() => _sessions.Add(-1);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
