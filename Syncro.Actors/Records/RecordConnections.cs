using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Syncro.Records;

/// <summary>
/// A few connections and the work waiting for them. Databases' drivers block, SQLite's always, so the work runs on
/// the thread pool, on as many threads as there are connections; whoever asks for it never blocks, save by <see cref="TryRun"/>.
/// </summary>
internal sealed class RecordConnections(int size, Func<IRecordConnection> connect) : IDisposable
{
    private readonly SemaphoreSlim _free = new(size);
    private readonly ConcurrentBag<IRecordConnection> _idle = [];
    private volatile bool _closed;

    public async Task<T> RunAsync<T>(Func<IRecordConnection, T> work, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        await _free.WaitAsync(cancel).ConfigureAwait(false);
        return await Task.Run(() => Run(work), CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>
    /// Does the work here and now where an open connection is free, and blocks meanwhile: for what takes less time than to hand
    /// it to another thread and back.
    /// </summary>
    public bool TryRun<T>(Func<IRecordConnection, T> work, [MaybeNullWhen(false)] out T result)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        result = default;
        if (_idle.IsEmpty || !_free.Wait(0, CancellationToken.None))
            return false;
        result = Run(work);
        return true;
    }

    private T Run<T>(Func<IRecordConnection, T> work)
    {
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            var connection = _idle.TryTake(out var idle) ? idle : connect();
            try
            {
                var result = work(connection);
                _idle.Add(connection);
                return result;
            }
            catch
            {
                // Whatever state it is in, another takes its place.
                connection.Dispose();
                throw;
            }
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Waits for the work under way; what waits for a connection fails.</summary>
    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        for (var i = 0; i < size; i++)
            _free.Wait();
        while (_idle.TryTake(out var connection))
            connection.Dispose();
        _free.Release(size);
    }
}
