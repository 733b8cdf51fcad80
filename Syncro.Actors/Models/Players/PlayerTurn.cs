using Akka.Event;

namespace Syncro.Models;

/// <summary>One call of a player, or a read on its behalf: however it ends, it ends in a message and in time.</summary>
internal static class PlayerTurn
{
    private const int MaxError = 500;

    /// <summary>
    /// Runs it off the caller's thread. It is told to stop when its time is up, and left alone after as long again: what it
    /// fails with then is only logged.
    /// </summary>
    /// <param name="work">What is to be done.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="logger">Where a late failure goes.</param>
    /// <param name="stopping">The player stops, which is no failure.</param>
    public static async Task<PlayerMessage> RunAsync(
        Func<CancellationToken, Task<PlayerMessage>> work, TimeSpan timeout, ILoggingAdapter logger, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(timeout);
        var token = limit.Token;
        var running = Task.Run(() => work(token), token);
        try
        {
            return await running.WaitAsync(timeout * 2, stopping).ConfigureAwait(false);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // It comes again at the next start.
            return new PlayerMessage.Stopped();
        }
        catch (Exception e)
        {
            var late = e is OperationCanceledException or TimeoutException && limit.IsCancellationRequested && !running.IsFaulted;
            return new PlayerMessage.Failed(
                late ? $"not done within {timeout}" : OneLine($"{e.GetType().Name}: {e.Message}"), Random.Shared.NextDouble());
        }
        finally
        {
            if (!running.IsCompleted)
                _ = running.ContinueWith(
                    late => logger.Warning(late.Exception, "What was given up before has failed"), CancellationToken.None,
                    TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    private static string OneLine(string error) =>
        string.Concat(error.Take(MaxError).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c));
}
