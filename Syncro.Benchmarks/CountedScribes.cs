using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Syncro.Benchmarks;

/// <summary>Counts the scribes that this process' journal has on disk, by its own metric, at no cost to it.</summary>
internal sealed class CountedScribes : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource<long> _waiting = new();
    private long _scribes, _wanted = long.MaxValue;

    public CountedScribes()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == SyncroMetrics.MeterName && instrument.Name == "syncro.journal.scribes")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, scribes, _, _) => Add(scribes));
        _listener.Start();
    }

    /// <summary>When there were that many, as a Stopwatch timestamp; now, if there are already.</summary>
    public Task<long> ReachAsync(long scribes)
    {
        lock (_gate)
        {
            (_waiting, _wanted) = (new(TaskCreationOptions.RunContinuationsAsynchronously), scribes);
            Look();
            return _waiting.Task;
        }
    }

    private void Add(long scribes)
    {
        lock (_gate)
        {
            _scribes += scribes;
            Look();
        }
    }

    private void Look()
    {
        if (_scribes >= _wanted)
            _waiting.TrySetResult(Stopwatch.GetTimestamp());
    }

    public void Dispose() => _listener.Dispose();
}
