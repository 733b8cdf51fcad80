namespace Syncro.Tests.Processes;

/// <summary>Looks again and again, until a deadline, at what another process does in its own time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static Task<T> GetsAsync<T>(Func<T?> look, TimeSpan deadline, Func<string> what) where T : class =>
        GetsAsync(() => Task.FromResult(look()), deadline, what);

    public static async Task<T> GetsAsync<T>(Func<Task<T?>> look, TimeSpan deadline, Func<string> what) where T : class
    {
        for (var until = DateTime.UtcNow + deadline; ;)
        {
            if (await look() is { } got)
                return got;
            if (DateTime.UtcNow > until)
                throw new TimeoutException($"waited {deadline.TotalSeconds} s for {what()}");
            await Task.Delay(Pause);
        }
    }

    public static Task HoldsAsync(Func<Task<bool>> holds, string what, TimeSpan? deadline = null) =>
        GetsAsync(async () => await holds() ? what : null, deadline ?? Deadline, () => what);
}
