using LinqToDB.Data;

namespace Syncro.Records;

/// <content>How the file is laid out and written.</content>
internal sealed partial class SqliteRecords
{
    // NORMAL: a commit may be lost with the power, never the file. Rows and checkpoint go together, so the store is
    // then as it was a little earlier, and is brought up to date from the journal like after any crash.
    // The WAL is as short as SQLite makes it (4 MB): a longer one writes less to the file, but leaves the kernel so much to
    // write back at once that the journal, on the same disk, waits for it.
    private const string Settings =
        "pragma synchronous = normal; pragma cache_size = -16384; pragma temp_store = memory;";

    // Rows lie in the order they came, not by key: records with scattered ids are written twice as fast so. The second
    // index is for those who catch up, and for the count.
    private const string Tables = """
        create table if not exists records (
            "class" text not null, "key" blob not null, alive integer not null, reach integer not null,
            position integer not null, body blob not null, primary key ("class", "key"));
        create index if not exists records_changed on records (reach, position, alive);
        create table if not exists record_readers (
            client text not null, "class" text not null, "key" blob not null, position integer not null,
            withdraw integer not null, primary key (client, "class", "key")) without rowid;
        create index if not exists record_readers_changed on record_readers (client, position);
        create table if not exists record_checkpoint (
            journal text primary key not null, sequence integer not null, mark text not null, head integer not null,
            head_mark text not null);
        create table if not exists record_rules ("class" text primary key not null, version text not null);
        """;

    public void CreateTables()
    {
        // Of an earlier version: they are made again from the log.
        if (Data.Execute<long>("select count(*) from pragma_table_info('records')") > 0
            && Data.Execute<long>("select count(*) from pragma_table_info('records') where name = 'reach'") == 0)
            Data.Execute("begin; drop table records; drop table record_checkpoint; drop table record_rules; commit;");
        Data.Execute(Tables);
    }
}
