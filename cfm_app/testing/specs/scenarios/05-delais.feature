# language: fr
Fonctionnalité: Les délais, les rappels et l'escalade
  Aucune heure ne se perd, aucune ne compte deux fois, et chacun est averti une fois, à temps.

  Contexte:
    Étant donné l'équipe du bureau :
      | Mariam | opératrice               |              |
      | Denise | opératrice               |              |
      | Ali    | responsable              |              |
      | Oumar  | point focal              | Logistique   |
      | Amné   | point focal redevabilité | Redevabilité |

  Scénario: Un long week-end de Noël en heures de travail
    Étant donné que la procédure « Demande d'information » compte les heures de travail du bureau
    Et que nous sommes le jeudi 24 décembre 2026 à 15 h
    Quand Mariam enregistre un appel anonyme :
      | canal          | Ligne verte                                   |
      | catégorie      | Information sur le calendrier de distribution |
      | ce qui est dit | Quand aura lieu la prochaine distribution ?   |
    Alors la première réponse au cas est attendue le mercredi 30 décembre 2026 à 12 h
    Et l'échéance du cas est le jeudi 7 janvier 2027 à 15 h
    Quand Ali déclare férié le jour du lundi 4 janvier 2027 à 0 h
    Alors l'échéance du cas est le vendredi 8 janvier 2027 à 15 h

  Scénario: Jour et nuit, un délai dépassé pendant le week-end férié se voit le lundi
    Étant donné que nous sommes le jeudi 24 décembre 2026 à 15 h
    Et que Mariam enregistre un appel anonyme :
      | canal          | Ligne verte                                   |
      | catégorie      | Information sur le calendrier de distribution |
      | ce qui est dit | Quand aura lieu la prochaine distribution ?   |
    Alors l'échéance du cas est le dimanche 27 décembre 2026 à 15 h
    Quand arrive le dimanche 27 décembre 2026 à 14 h
    Alors le délai du cas est « À risque »
    Quand arrive le lundi 28 décembre 2026 à 7 h 30
    Alors le délai du cas est « Dépassé »

  Scénario: Une mise en attente arrête l'horloge, la reprise la remet en marche
    Étant donné que nous sommes le lundi 7 décembre 2026 à 9 h
    Et que Mariam enregistre un appel anonyme :
      | canal          | Ligne verte           |
      | catégorie      | Quantité de la ration |
      | ce qui est dit | Il manquait deux sacs. |
    Et que Mariam commence le traitement du cas
    Quand arrive le mardi 8 décembre 2026 à 9 h
    Et que Mariam met le cas en attente
    Alors le délai du cas est « En pause »
    Quand arrive le vendredi 11 décembre 2026 à 15 h
    Et que Mariam reprend le cas
    Alors l'échéance du cas est le jeudi 24 décembre 2026 à 15 h
    Et le délai du cas est « Dans les temps »

  Scénario: Une prolongation accordée par le responsable
    Étant donné que nous sommes le lundi 7 décembre 2026 à 9 h
    Et que Mariam enregistre un appel anonyme :
      | canal          | Ligne verte           |
      | catégorie      | Quantité de la ration |
      | ce qui est dit | Il manquait deux sacs. |
    Quand Mariam demande 48 heures de plus pour le cas : « La piste est coupée »
    Alors Ali a reçu l'avis « Une prolongation est demandée pour le cas … »
    Et Ali trouve la demande de prolongation parmi celles à décider
    Et l'échéance du cas est le lundi 21 décembre 2026 à 9 h
    Quand Mariam accorde la prolongation
    Alors le système refuse : « Vous ne pouvez pas décider de cette demande de prolongation. »
    Quand Ali accorde la prolongation
    Alors l'échéance du cas est le mercredi 23 décembre 2026 à 9 h
    Et Mariam a reçu l'avis « Prolongation du cas … : accordée »

  Scénario: Une prolongation refusée ne change rien, et l'on n'y revient pas
    Étant donné que nous sommes le lundi 7 décembre 2026 à 9 h
    Et que Mariam enregistre un appel anonyme :
      | canal          | Ligne verte           |
      | catégorie      | Quantité de la ration |
      | ce qui est dit | Il manquait deux sacs. |
    Et que Mariam demande 48 heures de plus pour le cas : « La piste est coupée »
    Quand Mariam demande 12 heures de plus pour le cas : « Encore un peu »
    Alors le système refuse : « Une demande de prolongation attend déjà sa décision. »
    Quand Ali refuse la prolongation
    Alors Mariam a reçu l'avis « Prolongation du cas … : refusée »
    Et l'échéance du cas est le lundi 21 décembre 2026 à 9 h
    Quand Ali accorde la prolongation
    Alors le système refuse : « Une demande de prolongation ne se modifie pas après coup. Faites-en une nouvelle. »

  Scénario: Le point focal demande du temps pour sa réponse
    Étant donné que nous sommes le lundi 7 décembre 2026 à 9 h
    Et que Mariam enregistre un appel anonyme :
      | canal                  | Ligne verte           |
      | catégorie              | Quantité de la ration |
      | ce qui est dit         | Il manquait deux sacs. |
      | partager à l'intérieur | oui                   |
    Et que Mariam réfère le cas : « Deux sacs manquants »
    Quand Oumar demande 24 heures de plus pour le référencement : « J'attends le magasinier »
    Et que Ali accorde la prolongation
    Alors le référencement est dû le mardi 22 décembre 2026 à 9 h
    Et l'échéance du cas est le mardi 22 décembre 2026 à 9 h
    Et Oumar a reçu l'avis « Prolongation du référencement … : accordée »

  Scénario: Rouvrir un cas reprend l'horloge où elle s'était arrêtée
    Étant donné que nous sommes le lundi 7 décembre 2026 à 9 h
    Et que Mariam enregistre l'appel de Zara Moussa :
      | canal                | Ligne verte           |
      | catégorie            | Quantité de la ration |
      | ce qui est dit       | Il manquait deux sacs. |
      | téléphone            | 66 12 34 56           |
      | rappeler la personne | oui                   |
    Et que Mariam commence le traitement du cas
    Et qu'arrive le jeudi 10 décembre 2026 à 9 h
    Et que Mariam résout le cas : « Complément remis »
    Et que Mariam informe la personne :
      | dit | Les sacs sont au magasin de Bol. |
    Et que Mariam clôt le cas
    Quand arrive le jeudi 17 décembre 2026 à 9 h
    Et que Mariam rouvre le cas sans dire pourquoi
    Alors le système refuse : « Écrivez pourquoi le cas est repris. »
    Quand Mariam rouvre le cas : « Les sacs n'y étaient pas »
    Alors le cas est à l'état « Rouvert »
    Et le cas a été rouvert 1 fois
    Et le cas garde la trace : « Rouvert : Les sacs n'y étaient pas »
    Et l'échéance du cas est le lundi 28 décembre 2026 à 9 h

  Scénario: À 80 % l'opératrice, 24 heures après le délai le responsable, chacun une fois
    Étant donné que nous sommes le lundi 7 décembre 2026 à 9 h
    Et que Mariam enregistre un appel anonyme :
      | canal          | Ligne verte           |
      | catégorie      | Quantité de la ration |
      | ce qui est dit | Il manquait deux sacs. |
    Quand arrive le vendredi 18 décembre 2026 à 13 h
    Et que partent les rappels de l'heure
    Alors Mariam n'a pas reçu l'avis « Cas … % du délai est écoulé »
    Quand arrive le vendredi 18 décembre 2026 à 14 h
    Et que partent les rappels de l'heure
    Et que partent les rappels de l'heure
    Alors Mariam a reçu l'avis « Cas … : 80 % du délai est écoulé »
    Et Denise n'a reçu aucun avis sur le cas
    Et Ali n'a pas reçu l'avis « Cas … délai … »
    Quand arrive le mardi 22 décembre 2026 à 9 h 30
    Et que partent les rappels de l'heure
    Et que partent les rappels de l'heure
    Alors Ali a reçu l'avis « Cas … : délai dépassé de 24 h »
    Quand arrive le jeudi 24 décembre 2026 à 9 h 30
    Et que partent les rappels de l'heure
    Alors Ali a reçu l'avis « Cas … : délai dépassé de 72 h »

  Scénario: À 100 %, l'opératrice sait que le délai est passé
    Étant donné que nous sommes le jeudi 10 décembre 2026 à 9 h
    Et que Mariam enregistre un appel anonyme :
      | canal          | Ligne verte              |
      | catégorie      | Accès et sécurité du site |
      | ce qui est dit | Des hommes armés rôdent autour du site. |
    Et que Ali ajoute à la procédure « Accès et sécurité du site » un avertissement de Denise à 100 % du délai
    Quand arrive le dimanche 13 décembre 2026 à 8 h 30
    Et que partent les rappels de l'heure
    Alors Denise n'a reçu aucun avis sur le cas
    Quand arrive le dimanche 13 décembre 2026 à 9 h 30
    Et que partent les rappels de l'heure
    Et que partent les rappels de l'heure
    Alors Denise a reçu l'avis « Cas … : délai dépassé de 0 h »

  Scénario: Après trois jours de panne, chacun reçoit un seul avis
    Étant donné que nous sommes le lundi 7 décembre 2026 à 9 h
    Et que Mariam enregistre un appel anonyme :
      | canal          | Ligne verte           |
      | catégorie      | Quantité de la ration |
      | ce qui est dit | Il manquait deux sacs. |
    Quand arrive le vendredi 18 décembre 2026 à 14 h
    Et que partent les rappels de l'heure
    Alors Mariam a reçu 1 fois l'avis « Cas … % du délai est écoulé »
    Quand arrive le lundi 21 décembre 2026 à 8 h
    Et que partent les rappels de l'heure
    Et que partent les rappels de l'heure
    Alors Mariam a reçu 2 fois l'avis « Cas … % du délai est écoulé »
    Et Ali n'a pas reçu l'avis « Cas … délai … »

  Scénario: Un cas qui n'est pas référé à temps est rappelé à l'opératrice, puis aussi au responsable
    Étant donné que nous sommes le lundi 7 décembre 2026 à 9 h
    Et que Mariam enregistre un appel anonyme :
      | canal          | Ligne verte           |
      | catégorie      | Quantité de la ration |
      | ce qui est dit | Il manquait deux sacs. |
    Quand arrive le jeudi 10 décembre 2026 à 10 h
    Et que partent les rappels de l'heure
    Alors Mariam a reçu l'avis « Cas … : une étape de la procédure est en retard »
    Et Ali n'a pas reçu l'avis « Cas … : non référé dans le délai »
    Quand arrive le vendredi 11 décembre 2026 à 10 h
    Et que partent les rappels de l'heure
    Et que partent les rappels de l'heure
    Alors Mariam a reçu l'avis « Cas … : non référé dans le délai »
    Et Ali a reçu l'avis « Cas … : non référé dans le délai »
    Et Denise n'a reçu aucun avis sur le cas

  Scénario: L'opératrice est absente, tout le bureau veille à sa place
    Étant donné l'équipe du bureau :
      | Mariam | opératrice | Redevabilité |
    Et que nous sommes le lundi 7 décembre 2026 à 9 h
    Et que Mariam enregistre un appel anonyme :
      | canal          | Ligne verte           |
      | catégorie      | Quantité de la ration |
      | ce qui est dit | Il manquait deux sacs. |
    Quand arrive le vendredi 18 décembre 2026 à 14 h
    Et que Mariam est en congé et Denise assure l'intérim
    Et que partent les rappels de l'heure
    Alors Denise a reçu l'avis « Cas … : 80 % du délai est écoulé »

  Scénario: Un référencement est rappelé avant et après son échéance, à qui doit répondre
    Étant donné que nous sommes le lundi 7 décembre 2026 à 9 h
    Et que Mariam enregistre un appel anonyme :
      | canal                  | Ligne verte           |
      | catégorie              | Quantité de la ration |
      | ce qui est dit         | Il manquait deux sacs. |
      | partager à l'intérieur | oui                   |
    Et que Mariam réfère le cas : « Deux sacs manquants »
    Quand arrive le dimanche 20 décembre 2026 à 10 h
    Et que partent les rappels de l'heure
    Et que partent les rappels de l'heure
    Alors Oumar a reçu l'avis « Le référencement … arrive à échéance »
    Quand arrive le lundi 21 décembre 2026 à 10 h
    Et que partent les rappels de l'heure
    Alors Oumar a reçu l'avis « Le référencement … est en retard : merci de répondre »

  Scénario: Le responsable raccourcit un délai, les cas ouverts suivent et les cas résolus gardent le leur
    Étant donné que nous sommes le lundi 7 décembre 2026 à 9 h
    Et que Mariam enregistre l'appel de Zara Moussa :
      | canal          | Ligne verte           |
      | catégorie      | Quantité de la ration |
      | ce qui est dit | Il manquait deux sacs. |
    Et que Mariam commence le traitement du cas
    Et que Mariam résout le cas : « Remis »
    Et que Mariam enregistre l'appel de Hawa Abakar :
      | canal          | Ligne verte           |
      | catégorie      | Qualité des vivres    |
      | ce qui est dit | Le maïs est moisi.    |
    Quand Ali porte à 240 heures le délai de la procédure « Plainte sur l'assistance »
    Alors l'échéance du cas de Hawa Abakar est le jeudi 17 décembre 2026 à 9 h
    Et l'échéance du cas de Zara Moussa est le lundi 21 décembre 2026 à 9 h
