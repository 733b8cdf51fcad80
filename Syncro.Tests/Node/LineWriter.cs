using System.Text;

namespace Syncro.Tests.Node;

/// <summary>Waits for a number of lines.</summary>
internal sealed class LineWriter(int count) : TextWriter
{
    private readonly TaskCompletionSource<string[]> _lines = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.UTF8;

    public Task<string[]> Lines => _lines.Task;

    public override void Write(char value)
    {
        lock (_text)
        {
            _text.Append(value);
            if (_text.ToString().Split('\n') is { } lines && lines.Length > count)
                _lines.TrySetResult(lines[..count]);
        }
    }
}
