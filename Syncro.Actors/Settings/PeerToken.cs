using static Syncro.Settings.SyncroKeys;

namespace Syncro.Settings;

/// <summary>Finds the token that a peer's <c>token-env</c> or <c>token-file</c> names.</summary>
internal static class PeerToken
{
    private const int Longest = 1024;

    public static Secret? Read(KeyReader keys, string name)
    {
        var (variable, file) = (keys.Get(PeerTokenEnv, name), keys.Get(PeerTokenFile, name));
        if (variable.Length > 0 && file.Length > 0)
            throw keys.Fault(PeerTokenFile, name, "stands beside token-env; allowed: one of the two");
        return variable.Length > 0 ? Checked(Environment.GetEnvironmentVariable(variable), keys, PeerTokenEnv, name, variable)
            : file.Length > 0 ? Checked(FirstLine(keys, name, file), keys, PeerTokenFile, name, file)
            : null;
    }

    private static string? FirstLine(KeyReader keys, string name, string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault()?.Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw keys.Fault(PeerTokenFile, name, $"is '{file}', which can't be read; allowed: a file whose first line is the token");
        }
    }

    private static Secret Checked(string? token, KeyReader keys, Key key, string name, string where) =>
        string.IsNullOrEmpty(token) ? throw keys.Fault(key, name, $"is '{where}', which is not set or empty; allowed: one that holds a token")
        : token.Length > Longest || token.Any(char.IsControl)
            ? throw keys.Fault(key, name, $"is '{where}', which holds no token; allowed: 1 to {Longest} characters, none of them control characters")
        : new Secret(token);
}
