using Akka.Streams;
using Akka.Streams.Dsl;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Syncro.Journal;
using Syncro.Models;
using Syncro.Scribes;
using Syncro.Tests.Peers;
using Attributes = Syncro.Journal.Attributes;

namespace Syncro.Tests.Models;

public sealed class ModelSetSpecs : IAsyncLifetime
{
    private sealed record Note(string Id, string Title, bool Done = false, decimal Price = 0);

    [SyncroModel("Thing")]
    private sealed class Mutable
    {
        [SyncroId, JsonProperty("key")]
        public Guid Key { get; set; }

        [JsonProperty("label")]
        public string? Name { get; set; }

        [JsonIgnore]
        public string? Secret { get; set; }

        public JToken? Any { get; set; }
    }

    private sealed record Numbered(long Id, string Text);

    private sealed record Nameless(string Text);

    private ModelPeer _peer = null!;
    private ModelSet<Note> _notes = null!;

    public async Task InitializeAsync()
    {
        _peer = await ModelPeer.StartAsync("app", models => models.Add<Note>().Add<Mutable>().Add<Numbered>());
        _notes = _peer.Models.Set<Note>();
    }

    public Task DisposeAsync() => _peer.DisposeAsync().AsTask();

    private Task<Position> HeadAsync() => _peer.Peer.StatusAsync().ContinueWith(status => status.Result.Position, TaskScheduler.Default);

    private async Task<string?> StoredAsync(string className, RecordId id, string attribute) =>
        (await _peer.Peer.FindAsync(new(className, id)))?.State[attribute]?.ToString();

    [Fact]
    public async Task A_record_is_created_found_changed_and_destroyed()
    {
        await _notes.CreateAsync(new("n1", "Milk"));
        Assert.Equal(new Note("n1", "Milk"), await _notes.FindAsync("n1"));
        await _notes.UpdateAsync("n1", note => note with { Title = "Oat" });
        Assert.Equal("Oat", (await _notes.FindAsync("n1"))!.Title);
        await _notes.DestroyAsync("n1");
        Assert.Null(await _notes.FindAsync("n1"));
        Assert.Equal(Code.NotFound, (await Assert.ThrowsAsync<ChangeRefusedException>(() => _notes.DestroyAsync("n1"))).Code);
        Assert.Equal(
            Code.NotFound, (await Assert.ThrowsAsync<ChangeRefusedException>(() => _notes.UpdateAsync("n1", note => note))).Code);
    }

    [Fact]
    public async Task A_record_that_is_there_can_not_be_created()
    {
        await _notes.CreateAsync(new("n1", "Milk"));
        var refused = await Assert.ThrowsAsync<ChangeRefusedException>(() => _notes.CreateAsync(new("n1", "Oat")));
        Assert.Equal(Code.DuplicateIdentity, refused.Code);
        Assert.Contains("Note \"n1\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_really_changes_is_recorded()
    {
        await _notes.SaveAsync(new("n1", "Milk"));
        var head = await HeadAsync();
        await _notes.SaveAsync(new("n1", "Milk"));
        await _notes.UpdateAsync("n1", note => note with { Title = "Milk" });
        Assert.Equal(head, await HeadAsync());
        await _notes.SaveAsync(new("n1", "Milk", Done: true));
        var recorded = await _peer.Peer.ChangesAsync(head).FirstAsync();
        Assert.Equal("done", Assert.Single(Assert.IsType<Scribe.Change>(recorded.Scribe).Registers).Name);
    }

    [Fact]
    public async Task What_the_type_does_not_know_or_would_write_otherwise_stays_as_it_was_written()
    {
        var key = new RecordKey("Note", "n1");
        await _peer.Peer.CommitAsync([new LocalChange.Create(key, Attributes.Of(
            [new("title", JsonText.Parse("\"Milk\"")), new("price", JsonText.Parse("1.10")), new("other", JsonText.Parse("[1e2]"))]))]);
        var note = (await _notes.FindAsync("n1"))!;
        Assert.Equal(1.10m, note.Price);
        await _notes.SaveAsync(note with { Title = "Oat" });
        Assert.Equal("1.10", await StoredAsync("Note", "n1", "price"));
        Assert.Equal("[1e2]", await StoredAsync("Note", "n1", "other"));
    }

    [Fact]
    public async Task Attributes_of_the_mapping_library_hold()
    {
        var (things, key) = (_peer.Models.Set<Mutable>(), Guid.NewGuid());
        await things.CreateAsync(new() { Key = key, Name = "x", Secret = "s", Any = JToken.Parse("{\"$type\":\"System.Object\"}") });
        Assert.Equal("Thing", things.Name);
        Assert.Equal("\"x\"", await StoredAsync("Thing", key, "label"));
        Assert.Null(await StoredAsync("Thing", key, "secret"));
        Assert.Null(await StoredAsync("Thing", key, "key"));
        await things.UpdateAsync(key, thing => { thing.Name = null; });
        var found = (await things.FindAsync(key))!;
        Assert.Equal((key, null), (found.Key, found.Name));
        Assert.Equal("null", await StoredAsync("Thing", key, "label"));
        Assert.IsType<JObject>(found.Any);
    }

    [Fact]
    public async Task Integer_ids_are_integers_and_go_before_texts()
    {
        var numbered = _peer.Models.Set<Numbered>();
        foreach (var id in new[] { 10, 9, 300 })
            await numbered.CreateAsync(new(id, "x"));
        Assert.Equal([9, 10, 300], await numbered.All().Select(record => record.Id).ToListAsync());
    }

    [Fact]
    public async Task All_of_many_pages_are_listed_and_chosen_from()
    {
        await _peer.Models.CommitAsync(transaction =>
        {
            for (var i = 0; i < 600; i++)
                transaction.Create(new Note($"n{i:d3}", $"{i % 3}"));
            return Task.CompletedTask;
        });
        Assert.Equal(600, await _notes.All().CountAsync());
        Assert.Equal(200, await _notes.Where(note => note.Title == "1").CountAsync());
    }

    [Fact]
    public async Task A_record_without_an_id_or_with_another_is_refused_by_name()
    {
        Assert.Contains("without an id", (await Assert.ThrowsAsync<InvalidRecordException>(
            () => _notes.CreateAsync(new("", "x")))).Message, StringComparison.Ordinal);
        Assert.Contains("without an id", (await Assert.ThrowsAsync<InvalidRecordException>(
            () => _peer.Models.Set<Mutable>().SaveAsync(new()))).Message, StringComparison.Ordinal);
        await _notes.CreateAsync(new("n1", "x"));
        Assert.Contains("the id of Note \"n1\" was changed to \"n2\"", (await Assert.ThrowsAsync<InvalidRecordException>(
            () => _notes.UpdateAsync("n1", note => note with { Id = "n2" }))).Message, StringComparison.Ordinal);
        Assert.Contains("control character", (await Assert.ThrowsAsync<InvalidRecordException>(
            () => _notes.CreateAsync(new("\u0001", "x")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_above_the_limits_is_refused_by_size()
    {
        var refused = await Assert.ThrowsAsync<ChangeRefusedException>(() => _notes.CreateAsync(new("n1", new string('x', 600_000))));
        Assert.Equal(Code.TooLarge, refused.Code);
        Assert.Contains("524288", refused.Message, StringComparison.Ordinal);
        Assert.Null(await _notes.FindAsync("n1"));
    }

    [Fact]
    public async Task A_record_that_the_type_can_not_hold_is_named_and_the_others_can_be_read()
    {
        await _peer.Peer.CommitAsync([new LocalChange.Create(new("Note", "bad"), Attributes.Of([new("done", JsonText.Parse("[]"))]))]);
        await _notes.CreateAsync(new("good", "x"));
        Assert.Contains("Note \"bad\"", (await Assert.ThrowsAsync<RecordMismatchException>(
            () => _notes.FindAsync("bad"))).Message, StringComparison.Ordinal);
        Assert.NotNull(await _notes.FindAsync("good"));
    }

    [Fact]
    public async Task Updates_of_one_record_by_many_at_a_time_are_all_counted()
    {
        await _notes.CreateAsync(new("n1", "x"));
        await Task.WhenAll(Enumerable.Range(0, 40).Select(
            _ => _notes.UpdateAsync("n1", note => note with { Price = note.Price + 1 })));
        Assert.Equal(40, (await _notes.FindAsync("n1"))!.Price);
    }

    [Fact]
    public async Task A_transaction_is_one_commit_and_reads_what_it_wrote()
    {
        var committed = await _peer.Models.CommitAsync(async transaction =>
        {
            transaction.Create(new Note("n1", "Milk"));
            transaction.Create(new Numbered(1, "one"));
            await transaction.UpdateAsync<Note>("n1", note => note with { Title = "Oat" });
            Assert.Equal("Oat", (await transaction.FindAsync<Note>("n1"))!.Title);
            transaction.Destroy<Numbered>(1);
            Assert.Null(await transaction.FindAsync<Numbered>(1));
        });
        Assert.Equal(4, committed.Outcomes.Length);
        Assert.Equal(1, (await _peer.Peer.ChangesAsync(Position.Zero).Take(4).Select(change => change.Position.Commit).Distinct().CountAsync()));
        await Assert.ThrowsAsync<ChangeRefusedException>(() => _peer.Models.CommitAsync(transaction =>
        {
            transaction.Create(new Note("n2", "x"));
            transaction.Create(new Note("n1", "x"));
            return Task.CompletedTask;
        }));
        Assert.Null(await _notes.FindAsync("n2"));
    }

    [Fact]
    public async Task Changes_come_as_stream_source_and_observable_with_who_made_them()
    {
        await _notes.CreateAsync(new("n1", "Milk"));
        await _notes.UpdateAsync("n1", note => note with { Title = "Oat" });
        await _notes.DestroyAsync("n1");
        var changes = await _notes.Changes.After(Position.Zero).Take(3).ToListAsync();
        Assert.Equal([Effect.Appeared, Effect.Changed, Effect.Disappeared], changes.Select(change => change.Effect));
        Assert.Equal(["title"], changes[1].Attributes.Keys);
        Assert.All(changes, change => Assert.Equal((new ClientId("app"), (ClientId?)null), (change.Author!.Value, change.From)));
        Assert.All(changes, change => Assert.Null(change.Record));
        using var system = Akka.Actor.ActorSystem.Create("streams");
        var sourced = await _notes.Changes.After(Position.Zero).Source.Take(3)
            .RunWith(Sink.Seq<ModelChange<Note>>(), system.Materializer());
        Assert.Equal(changes.Select(change => change.Position), sourced.Select(change => change.Position));
        var observer = new Seen();
        using var subscription = _notes.Changes.After(changes[1].Position).Subscribe(observer);
        Assert.Equal(Effect.Disappeared, (await observer.First.Task.WaitAsync(Wait.Limit)).Effect);
    }

    [Fact]
    public void A_type_that_can_not_be_a_model_is_refused_by_name()
    {
        var registry = new ModelRegistry().Add<Note>();
        Assert.Contains("registered twice", Assert.Throws<InvalidModelException>(() => registry.Add<Note>()).Message, StringComparison.Ordinal);
        Assert.Contains("no property Id", Assert.Throws<InvalidModelException>(() => registry.Add<Nameless>()).Message, StringComparison.Ordinal);
        Assert.Contains("as a JSON object", Assert.Throws<InvalidModelException>(() => registry.Add<List<int>>()).Message, StringComparison.Ordinal);
        Assert.Contains("no model here", Assert.Throws<InvalidModelException>(() => _peer.Models.Set<Version>()).Message, StringComparison.Ordinal);
    }

    private sealed class Seen : IObserver<ModelChange<Note>>
    {
        public TaskCompletionSource<ModelChange<Note>> First { get; } = new();

        public void OnNext(ModelChange<Note> value) => First.TrySetResult(value);

        public void OnError(Exception error) => First.TrySetException(error);

        public void OnCompleted() => First.TrySetCanceled();
    }
}
