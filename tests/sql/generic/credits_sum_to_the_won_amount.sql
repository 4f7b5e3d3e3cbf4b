{# Every rule shares out exactly what was won: nothing is credited twice and nothing is lost. #}
{% test credits_sum_to_the_won_amount(model) %}
select {{ slice_columns() }}, rule, sum(credit) as credited, max(won_amount) as won_amount
from {{ model }}
group by {{ slice_columns() }}, rule
having abs(sum(credit) - max(won_amount)) > 1e-6 * greatest(max(won_amount), 1)
{% endtest %}
