{# The written definitions of a lead: conditions that arrive as data and become part of a query.

   What comes from a file is never trusted to be SQL. A condition is cut into words, each word must be a column of leads, a
   number, a text or one of a few operators, and together they must form a sentence of the grammar below; it is then
   written out anew from those words. Anything else is not run: the definition counts as one nobody can evaluate. #}

{# The definitions on file for the shared term, newest first: function, predicate, effective_from. A list of dictionaries. #}
{% macro written_definitions() -%}
    {%- set found = [] -%}
    {%- set relation = ref('lead_definitions') -%}
    {%- if execute -%}
        {%- set known = adapter.get_relation(relation.database, relation.schema, relation.identifier) -%}
        {%- if known is not none -%}
            {%- set rows = run_query(
                "select lower(trim(function)) as written_by, predicate, cast(effective_from as " ~ dbt.type_string() ~ ") as effective_from from "
                ~ relation ~ " where lower(trim(coalesce(term, " ~ text_var('shared_lead_term') ~ "))) = lower(" ~ text_var('shared_lead_term')
                ~ ") order by effective_from desc nulls last, definition_id desc"
            ) -%}
            {%- for row in rows -%}
                {%- do found.append({'function': row[0], 'predicate': row[1], 'effective_from': row[2]}) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endif -%}
    {{ return(found) }}
{%- endmacro %}

{# A condition written out anew from its words, or none where it is not one of the grammar:
   condition := comparison | column of booleans | not condition | condition and/or condition | (condition)
   comparison := value (= <> != < <= > >=) value | value [not] in (value, ...) | value [not] between value and value
               | text [not] like text | value is [not] null | boolean is [not] true/false
   where both sides are of one kind: numbers, texts, moments (a moment may be written as a text like '2026-01-31'). #}
{% macro safe_condition(predicate, columns) -%}
    {%- set pattern = "'(?:[^'\\\\]|'')*'|\\d+(?:\\.\\d+)?|<=|>=|<>|!=|[=<>(),]|[A-Za-z_][A-Za-z_0-9]*" -%}
    {%- set words = modules.re.findall("(?:(?<![\\w.])-)?(?:" ~ pattern ~ ")", predicate or '') -%}
    {%- set letters = {'and': 'a', 'or': 'o', 'not': 'n', 'in': 'i', 'is': 's', 'null': 'u', 'between': 'b', 'like': 'l', 'true': 'K', 'false': 'K'} -%}
    {%- set kinds = {'varchar': 'S', 'double': 'N', 'integer': 'N', 'bigint': 'N', 'timestamp': 'T', 'date': 'T', 'boolean': 'B'} -%}
    {%- set types = {} -%}
    {%- for column in columns -%}
        {%- do types.update({column.name: 'N' if column.type.startswith('decimal') else kinds.get(column.type, '?')}) -%}
    {%- endfor -%}
    {%- set day = "^'\\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)'$" -%}
    {%- set shape = [] -%}
    {%- for word in words -%}
        {%- if word.startswith("'") -%}
            {%- do shape.append('D' if modules.re.match(day, word) else 'S') -%}
        {%- elif modules.re.match('^-?\\d', word) -%}
            {%- do shape.append('N') -%}
        {%- elif word in ['=', '<', '>', '<=', '>=', '<>', '!='] -%}
            {%- do shape.append('=') -%}
        {%- elif word in ['(', ')', ','] -%}
            {%- do shape.append(word) -%}
        {%- else -%}
            {%- do shape.append(letters.get(word | lower, types.get(word | lower, '?'))) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set sentence = namespace(shape=shape | join('')) -%}
    {# what was not cut into words (comments, semicolons, backslashes, other signs) is not in the grammar #}
    {%- if modules.re.sub('\\s+', '', predicate or '') != modules.re.sub('\\s+', '', words | join('')) or words | length > 200 -%}
        {%- set sentence.shape = '?' -%}
    {%- endif -%}
    {%- set comparisons = [
        'NbNaN', 'Nn?bNaN', '[SD]n?b[SD]a[SD]', 'Tn?b[TD]a[TD]',
        'Nn?i\\(N(?:,N)*\\)', '[SD]n?i\\([SD](?:,[SD])*\\)', 'Tn?i\\([TD](?:,[TD])*\\)',
        '[SD]n?l[SD]', '[NSDTB]sn?u', '[BK]sn?K',
        'N=N', '[SD]=[SD]', 'T=[TD]', 'D=T', '[BK]=[BK]',
    ] -%}
    {%- set sentence.shape = modules.re.sub('(?<![=bl])(?:' ~ comparisons | join('|') ~ ')(?![=bils])', 'P', sentence.shape) -%}
    {%- set sentence.shape = modules.re.sub('(?<![=si(,])[BK](?![=s,])|(?<=\\()[BK](?=[)ao])|(?<=\\()[BK]$', 'P', sentence.shape) -%}
    {%- for turn in range(60) if sentence.shape not in ('P', '?') -%}
        {%- set sentence.shape = modules.re.sub('nP|P[ao]P|\\(P\\)', 'P', sentence.shape) -%}
    {%- endfor -%}
    {{ return((words | join(' ')) if sentence.shape == 'P' else none) }}
{%- endmacro %}

{# An expression over the columns of leads: whether a lead met the definition one function had in force at its hand-off;
   null where none was, or where the one in force cannot be evaluated. #}
{% macro meets_definition(definitions, function, handed_off_at) -%}
    {%- set columns = contract_columns('leads') -%}
    {%- set branches = [] -%}
    {%- for definition in definitions if definition.function == function -%}
        {%- set condition = safe_condition(definition.predicate, columns) -%}
        {%- do branches.append(
            'when ' ~ definition_in_force(definition, handed_off_at) ~ ' then '
            ~ ('(' ~ condition ~ ')' if condition is not none else 'cast(null as boolean)')
        ) -%}
    {%- endfor -%}
    {%- if branches %}case {{ branches | join(' ') }} end{% else %}cast(null as boolean){% endif -%}
{%- endmacro %}

{# A boolean expression: whether a function had a definition in force, or with a reason of 'unreadable', an unreadable one. #}
{% macro has_definition(definitions, function, handed_off_at, unreadable=false) -%}
    {%- set columns = contract_columns('leads') -%}
    {%- set branches = [] -%}
    {%- for definition in definitions if definition.function == function -%}
        {%- set is_unreadable = safe_condition(definition.predicate, columns) is none -%}
        {%- do branches.append('when ' ~ definition_in_force(definition, handed_off_at) ~ ' then ' ~ ('true' if is_unreadable or not unreadable else 'false')) -%}
    {%- endfor -%}
    {%- if branches %}case {{ branches | join(' ') }} else false end{% else %}false{% endif -%}
{%- endmacro %}

{# A boolean expression: whether the definition in force asks for a column of leads that nobody fills. It then decides
   nothing: "not both" for every lead the other rule refuses would be a verdict on missing data. #}
{% macro names_unfilled_columns(definitions, function, handed_off_at, leads) -%}
    {%- set columns = contract_columns('leads') -%}
    {%- set branches = [] -%}
    {%- for definition in definitions if definition.function == function -%}
        {%- set condition = safe_condition(definition.predicate, columns) or '' -%}
        {%- set named = modules.re.findall("[A-Za-z_][A-Za-z_0-9]*", modules.re.sub("'(?:[^']|'')*'", '', condition)) | map('lower') | list -%}
        {%- set empty = [] -%}
        {%- for column in columns if column.name in named -%}
            {%- do empty.append('(select count(' ~ column.name ~ ') from ' ~ leads ~ ') = 0') -%}
        {%- endfor -%}
        {%- do branches.append('when ' ~ definition_in_force(definition, handed_off_at) ~ ' then ' ~ (empty | join(' or ') or 'false')) -%}
    {%- endfor -%}
    {%- if branches %}case {{ branches | join(' ') }} else false end{% else %}false{% endif -%}
{%- endmacro %}

{% macro definition_in_force(definition, handed_off_at) -%}
    {%- if definition.effective_from -%}
    cast(cast('{{ definition.effective_from }}' as date) as timestamp) <= {{ handed_off_at }}
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}
