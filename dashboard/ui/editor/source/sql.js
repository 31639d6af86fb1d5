// SQL as the console takes it: one SELECT of DuckDB's, over the tables in `words`.
import { SQLDialect, keywordCompletionSource, schemaCompletionSource } from "@codemirror/lang-sql";
import { ifNotIn } from "@codemirror/autocomplete";

const dialect = SQLDialect.define({
  keywords:
    "all and anti any as asc asof between by case cast cross cube current_date current_timestamp desc describe " +
    "distinct else end escape except exclude exists extract false fetch filter first following from full glob group " +
    "grouping having ilike in inner intersect interval is join last lateral left like limit materialized natural not " +
    "null nulls offset on or order outer over partition pivot positional preceding qualify range recursive replace " +
    "right rollup row rows sample select semi sets show similar summarize table tablesample then to true try_cast " +
    "unbounded union unpivot using values when where window with within",
  builtin:
    "abs approx_count_distinct approx_quantile arg_max arg_min avg bool_and bool_or ceil coalesce concat contains corr " +
    "count covar_pop cume_dist date_add date_diff date_part date_trunc datediff dense_rank epoch first_value floor " +
    "format generate_series greatest histogram ifnull kurtosis lag last_value lead least len length list ln log lower " +
    "mad max median min mode mod nth_value ntile nullif now percent_rank power quantile_cont quantile_disc range rank " +
    "regexp_extract regexp_matches regexp_replace regr_slope replace round row_number skewness split_part sqrt " +
    "starts_with stddev strftime string_agg strptime substr sum time_bucket trim try_cast unnest upper var_pop variance",
  types:
    "bigint boolean date decimal double float hugeint integer interval smallint time timestamp tinyint uuid varchar",
  caseInsensitiveIdentifiers: true,
});

const suggestion = (type, boost) => ([label, detail, insert]) => ({ label, detail, apply: insert || label, type, boost });

// Columns without their table before them: those of the tables that the query names, or of all.
function columns(words) {
  const tables = Object.keys(words).filter((name) => name);
  return (context) => {
    const word = context.matchBefore(/[\w]*$/);
    if (!context.explicit && !word.text) return null;
    const text = context.state.doc.toString();
    const named = tables.filter((name) => new RegExp(`\\b${name}\\b`, "i").test(text));
    const known = new Map();
    for (const table of named.length ? named : tables)
      for (const [label, detail, insert] of words[table])
        if (!known.has(label)) known.set(label, suggestion("property", 2)([label, `${table} · ${detail}`, insert]));
    return { from: word.from, options: [...known.values()], validFor: /^\w*$/ };
  };
}

export function sql(words) {
  const schema = {};
  for (const [name, detail] of words[""] ?? [])
    schema[name] = {
      self: { label: name, detail, type: "type", boost: 1 },
      children: (words[name] ?? []).map(suggestion("property", 2)),
    };
  const keywords = keywordCompletionSource(dialect, true, (label, type) => ({ label, type, boost: -1 }));
  const tables = schemaCompletionSource({ dialect, schema });
  const free = columns(words);
  // Behind "observation." stand the columns of that table and nothing else; behind a name that is none yet, as what it
  // stands for is written later, those of all.
  const dotted = (context) => context.matchBefore(/\.\w*$/);
  const named = (context) => tables(context) ?? (dotted(context) ? free(context) : null);
  const bare = (source) => (context) => (dotted(context) ? null : source(context));
  const sources = [named, bare(keywords), bare(free)];
  const nowhere = ["String", "LineComment", "BlockComment", "QuotedIdentifier"];
  return [dialect.language, sources.map((one) => dialect.language.data.of({ autocomplete: ifNotIn(nowhere, one) }))];
}
