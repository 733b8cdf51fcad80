namespace Syncro.Benchmarks;

/// <summary>A phase could not be measured: exit 1, and the message on one line of standard error.</summary>
internal sealed class BenchmarkFailedException(string message) : SyncroException(message);
