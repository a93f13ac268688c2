SELECT row_number() OVER (ORDER BY c.id) AS number, c.id AS "case", w.order_from AS "from", c.order_ref AS ref,
  w.order_way AS way, c.order_received_on AS received_on, coalesce(c.problem, c.title) AS problem, c.order_due_on AS due,
  w.lead_unit,
  (SELECT group_concat(day, ' / ') FROM (SELECT max(e.happened_on) AS day FROM events e
    WHERE e.case_id = c.id AND e.move IN ('object', 'return') AND e.number IN
      (SELECT max(o.number) FROM events o WHERE o.case_id = c.id AND o.move IN ('object', 'return') GROUP BY o.move)
    GROUP BY e.move ORDER BY e.move)) AS objection,
  feedback.happened_on AS feedback_on,
  (SELECT l.{word} FROM labels l WHERE feedback.number IS NOT NULL AND c.order_due_on IS NOT NULL AND l.list = 'answer'
    AND l.code = CASE WHEN feedback.happened_on <= c.order_due_on THEN 'yes' ELSE 'no' END) AS in_time,
  w.status
FROM cases c JOIN cases_in_words w ON w.id = c.id
LEFT JOIN events feedback ON feedback.case_id = c.id AND feedback.number =
  (SELECT max(e.number) FROM events e WHERE e.case_id = c.id AND e.move = 'feedback')
WHERE c.order_ref IS NOT NULL
ORDER BY c.id
