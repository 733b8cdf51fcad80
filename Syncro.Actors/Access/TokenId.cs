using System.Security.Cryptography;
using System.Text;
using Syncro.Scribes;

namespace Syncro.Access;

/// <summary>Names a token in 12 hex digits, which tell nothing of it.</summary>
internal static class TokenId
{
    private const int Bytes = 6;

    /// <summary>Of a token that is being made.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Of the one that stands in the configuration for a client: the same at each start.</summary>
    public static string OfConfigured(ClientId client) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"configured {client}")).AsSpan(0, Bytes));
}
