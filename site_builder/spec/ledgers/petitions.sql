WITH told(case_id, day, rank) AS (
  SELECT e.case_id,
    CASE e.move
      WHEN 'transfer' THEN (SELECT v.value FROM event_values v WHERE v.case_id = e.case_id AND v.event = e.number AND v.name = 'told_on')
      WHEN 'notify' THEN e.happened_on
      ELSE (SELECT v.value FROM event_values v WHERE v.case_id = e.case_id AND v.event = e.number AND v.name = 'notice_on')
    END,
    row_number() OVER (PARTITION BY e.case_id ORDER BY
      CASE e.move WHEN 'accept' THEN 1 WHEN 'not_accept' THEN 2 WHEN 'transfer' THEN 3 ELSE 4 END, e.number)
  FROM events e WHERE e.move IN ('accept', 'not_accept', 'transfer', 'notify'))
SELECT row_number() OVER (ORDER BY c.id) AS number, c.id AS "case", c.petition_ref AS official_ref,
  w.petition_form AS form, w.source, c.found_on, w.petition_class AS class, w.petition_route AS route, w.category, w.village,
  coalesce(c.problem, c.title) AS problem, w.first_handler, w.lead_unit,
  CASE WHEN c.lead_party <> c.lead_admin THEN w.lead_party || '{comma}' || w.lead_admin ELSE coalesce(w.lead_party, w.lead_admin) END AS leaders,
  (SELECT day FROM told WHERE told.case_id = c.id AND told.rank = 1) AS notice_on,
  (SELECT e.happened_on FROM events e WHERE e.case_id = c.id AND e.move = 'accept' ORDER BY e.number DESC LIMIT 1) AS accepted_on,
  (SELECT max(d.due) FROM deadlines d WHERE d.case_id = c.id AND d.code IN ('handle', 'handle_simple')) AS due,
  (SELECT coalesce((SELECT v.value FROM event_values v WHERE v.case_id = x.case_id AND v.event = x.number AND v.name = 'days'), '')
      || ' / ' || coalesce((SELECT a.name FROM event_values v JOIN actors a ON a.id = v.value
        WHERE v.case_id = x.case_id AND v.event = x.number AND v.name = 'approved_by'), '')
      || ' / ' || coalesce((SELECT v.value FROM event_values v WHERE v.case_id = x.case_id AND v.event = x.number AND v.name = 'notified_on'), '')
    FROM events x WHERE x.case_id = c.id AND x.move = 'extend'
      AND NOT EXISTS (SELECT 1 FROM event_values v WHERE v.case_id = x.case_id AND v.event = x.number AND v.name = 'task')
    ORDER BY x.number LIMIT 1) AS extension,
  w.opinion,
  (SELECT v.value FROM event_values v WHERE v.case_id = c.id AND v.event = reply.number AND v.name = 'opinion_on') AS opinion_on,
  (SELECT v.value FROM event_values v WHERE v.case_id = c.id AND v.event = reply.number AND v.name = 'delivered_on') AS delivered_on,
  (SELECT l.{word} FROM event_values v JOIN labels l ON l.list = 'review_result' AND l.code = v.value
    WHERE v.case_id = c.id AND v.event = review.number AND v.name = 'review_result') AS review,
  (SELECT l.{word} FROM event_values v JOIN labels l ON l.list = 'satisfaction' AND l.code = v.value
    WHERE v.case_id = c.id AND v.event = follow.number AND v.name = 'satisfaction') AS satisfaction,
  w.status, c.ended_on AS closed_on
FROM cases c JOIN cases_in_words w ON w.id = c.id
LEFT JOIN events reply ON reply.case_id = c.id AND reply.number =
  (SELECT max(e.number) FROM events e WHERE e.case_id = c.id AND e.move = 'reply')
LEFT JOIN events review ON review.case_id = c.id AND review.number =
  (SELECT max(e.number) FROM events e WHERE e.case_id = c.id AND e.move IN ('review_answer', 'rereview_close'))
LEFT JOIN events follow ON follow.case_id = c.id AND follow.number =
  (SELECT max(e.number) FROM events e WHERE e.case_id = c.id AND e.move = 'follow_up')
WHERE c.kind = 'petition'
ORDER BY c.id
