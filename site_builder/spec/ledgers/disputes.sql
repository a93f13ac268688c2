SELECT row_number() OVER (ORDER BY c.id) AS number, c.id AS "case", c.found_on, w.source, w.village, w.grid, w.category,
  coalesce(c.problem, c.title) AS problem, c.people_affected, c.amount_yuan, w.risk,
  (SELECT group_concat(word, '{comma}') FROM (
    SELECT l.{word} AS word FROM labels l
    WHERE l.list = 'four_ways' AND (
      l.code = 'grid' AND (c.source = 'grid' OR EXISTS (SELECT 1 FROM events e WHERE e.case_id = c.id AND e.move = 'settle_on_spot'))
      OR l.code = 'elders' AND EXISTS (SELECT 1 FROM events e WHERE e.case_id = c.id AND e.move = 'mediate')
      OR l.code = 'branch' AND EXISTS (SELECT 1 FROM events e WHERE e.case_id = c.id AND e.move IN ('assign', 'decide'))
      OR l.code = 'assembly' AND EXISTS (SELECT 1 FROM events e WHERE e.case_id = c.id AND e.move = 'deliberate'))
    ORDER BY l.rowid)) AS rungs,
  w.lead_unit, w.lead_post,
  CASE WHEN c.lead_party <> c.lead_admin THEN w.lead_party || '{comma}' || w.lead_admin ELSE coalesce(w.lead_party, w.lead_admin) END AS leaders,
  c.registered_on,
  (SELECT max(d.due) FROM deadlines d WHERE d.case_id = c.id AND d.code = 'mediation') AS due,
  w.agreement, w.result,
  CASE WHEN c.result = '化解' THEN reply.happened_on END AS settled_on,
  (SELECT l.{word} FROM labels l WHERE follow.number IS NOT NULL AND l.list = 'performance' AND l.code =
    CASE WHEN EXISTS (SELECT 1 FROM event_values v WHERE v.case_id = c.id AND v.event = follow.number
      AND v.name = 'performed' AND v.value = 'true') THEN 'kept' ELSE 'unkept' END) AS performance,
  follow.happened_on AS followed_up_on,
  (SELECT l.{word} FROM event_values v JOIN labels l ON l.list = 'satisfaction' AND l.code = v.value
    WHERE v.case_id = c.id AND v.event = follow.number AND v.name = 'satisfaction') AS satisfaction,
  CASE WHEN c.status = 'closed' THEN
    (SELECT e.happened_on FROM events e WHERE e.case_id = c.id AND e.move = 'close' ORDER BY e.number DESC LIMIT 1) END AS closed_on,
  w.status AS remark
FROM cases c JOIN cases_in_words w ON w.id = c.id
LEFT JOIN events reply ON reply.case_id = c.id AND reply.number =
  (SELECT max(e.number) FROM events e WHERE e.case_id = c.id AND e.move IN ('reply', 'settle_on_spot'))
LEFT JOIN events follow ON follow.case_id = c.id AND follow.number =
  (SELECT max(e.number) FROM events e WHERE e.case_id = c.id AND e.move = 'follow_up')
WHERE c.kind = 'dispute'
ORDER BY c.id
