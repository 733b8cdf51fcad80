using System.Globalization;
using System.Text.Json;
using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.Benchmarks;

/// <summary>The record that everything is measured with: about 250 bytes of it.</summary>
/// <param name="Id">Of 12 characters.</param>
/// <param name="Title">Of 30.</param>
/// <param name="Body">Of 120.</param>
/// <param name="Done">A flag.</param>
/// <param name="Count">A count.</param>
/// <param name="Edited">A time, as text.</param>
internal sealed record Note(string Id, string Title, string Body, bool Done, int Count, string Edited)
{
    public const string Class = "Note";

    private static readonly JsonSerializerOptions Lines = new(JsonSerializerDefaults.Web);

    /// <summary>Of a note's line, whose count has five digits.</summary>
    public static int JsonBytes { get; } = Of('n', 10_000).Line().Length;

    private const string Letters = "the quick brown fox jumps over the lazy dog and goes home ";

    /// <summary>The note of that number; the same each time.</summary>
    /// <param name="kind">A letter: notes of different phases never meet.</param>
    /// <param name="number">From 0 to 10^11 - 1.</param>
    public static Note Of(char kind, int number) => new(
        kind + number.ToString("d11", CultureInfo.InvariantCulture), Text(number, 30), Text(number * 7, 120),
        number % 2 == 0, number,
        DateTime.UnixEpoch.AddSeconds(number).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    public LocalChange Create(string? owner = null) => new LocalChange.Create(Key, Attributes.Of(
    [
        new("title", JsonText.OfString(Title)),
        new("body", JsonText.OfString(Body)),
        new("done", JsonText.Parse(Done ? "true"u8 : "false"u8)),
        new("count", JsonText.Of(Count)),
        new("edited", JsonText.OfString(Edited)),
        .. owner is null ? (KeyValuePair<string, JsonText>[])[] : [new("owner", JsonText.OfString(owner))],
    ]));

    /// <summary>Everything of it but its id, as in the note of another number.</summary>
    public LocalChange Overwrite(int number) => new LocalChange.Update(Key, ((LocalChange.Create)Of('o', number).Create()).Attributes);

    /// <summary>A line of an import.</summary>
    public string Line() => JsonSerializer.Serialize(this, Lines);

    private RecordKey Key => new(Class, RecordId.Of(Id));

    private static string Text(int start, int length) =>
        string.Create(length, start, static (text, start) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = Letters[(int)(((uint)start + (uint)i) % Letters.Length)];
        });
}
